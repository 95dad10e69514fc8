"""How the documents of the city came about, as the audit would have written it down; reports are left to their tab."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from common.signatures import Method, SignatureRole
from server.core.audit import COLUMNS, GENESIS, link
from server.core.db import copy_rows
from server.core.models import AuditEvent

DONE = text("""
    SELECT a.at, a.person_id, a.action, a.object_id, a.number, a.text, a.assignment, a.signature,
        p.surname || ' ' || left(p.first_name, 1) || '.'
            || coalesce(' ' || nullif(left(p.patronymic, 1), '') || '.', '') AS person
    FROM (
        SELECT created AS at, author_id AS person_id,
            CASE document_class WHEN 'incoming' THEN 'draft_created' ELSE 'project_begun' END AS action,
            id AS object_id, '' AS number,
            source AS text, NULL::bigint AS assignment, 1 AS step, NULL::json AS signature FROM document
        UNION ALL SELECT signed_at, signatory_id, 'signed', id, '', '', NULL, 3, NULL
            FROM document WHERE signed_at IS NOT NULL AND signatory_id IS NOT NULL
        UNION ALL SELECT registered_at, registrar_id, 'registered', id, number, '', NULL, 4, NULL
            FROM document WHERE registered_at IS NOT NULL AND registrar_id IS NOT NULL
        UNION ALL SELECT issued_at, author_id, 'resolution_issued', document_id, '', text, id, 5, NULL
            FROM assignment WHERE status NOT IN ('draft', 'approval')
        UNION ALL SELECT at, person_id, 'signature_put', document_id, '', '', NULL, 2,
            json_build_object('method', :method, 'role', :role,
                'signed', json_build_object(attachment_id || '.' || number, sha256)) FROM signature
    ) AS a JOIN person AS p ON p.id = a.person_id
    ORDER BY a.at, a.object_id, a.step
""")
AT_ONCE = 20_000
SIGNED = {"method": Method.SIMPLE.label, "role": SignatureRole.APPROVING.label}


def put_acts(session: Session) -> None:
    """One after the other, each sealed by the one before; whatever comes next goes on from the last."""
    chain = Chain()
    for done in session.execute(DONE, SIGNED, execution_options={"yield_per": AT_ONCE}).partitions():
        copy_rows(session, AuditEvent.__table__, [*COLUMNS, "hash"], chain.links(done))  # type: ignore[arg-type]
    if chain.last:
        session.execute(
            text("UPDATE audit_head SET last_id = :last, hash = :hash"), {"last": chain.last, "hash": chain.seal}
        )


class Chain:
    def __init__(self) -> None:
        self.last, self.seal = 0, GENESIS

    def links(self, acts: Iterable[Row[Any]]) -> Iterator[list[Any]]:
        for done in acts:
            self.last += 1
            said = {"number": done.number, "text": done.text, "assignment": done.assignment}
            details = {name: value for name, value in said.items() if value} | (done.signature or {})
            row = {
                **dict.fromkeys(COLUMNS, ""), "id": self.last, "at": done.at, "person_id": done.person_id,
                "person": done.person, "session_id": None, "workplace": "Учебный город", "action": done.action,
                "kind": "document", "object_id": done.object_id,
                "details": details, "previous": self.seal,
            }  # fmt: skip
            self.seal = link(row)
            yield [*({**row, "details": json.dumps(details, ensure_ascii=False)}.values()), self.seal]
