"""How the documents of the city came about, as the audit would have written it down; reports are left to their tab."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from server.core.audit import COLUMNS, GENESIS, link
from server.core.db import copy_rows
from server.core.models import AuditEvent

DONE = text("""
    SELECT a.at, a.person_id, a.action, a.object_id, a.number, a.text, a.assignment,
        p.surname || ' ' || left(p.first_name, 1) || '.'
            || coalesce(' ' || nullif(left(p.patronymic, 1), '') || '.', '') AS person
    FROM (
        SELECT created AS at, author_id AS person_id,
            CASE document_class WHEN 'incoming' THEN 'draft_created' ELSE 'project_begun' END AS action,
            id AS object_id, '' AS number,
            source AS text, NULL::bigint AS assignment, 1 AS step FROM document
        UNION ALL SELECT signed_at, signatory_id, 'signed', id, '', '', NULL, 2
            FROM document WHERE signed_at IS NOT NULL AND signatory_id IS NOT NULL
        UNION ALL SELECT registered_at, registrar_id, 'registered', id, number, '', NULL, 3
            FROM document WHERE registered_at IS NOT NULL AND registrar_id IS NOT NULL
        UNION ALL SELECT issued_at, author_id, 'resolution_issued', document_id, '', text, id, 4
            FROM assignment WHERE status NOT IN ('draft', 'approval')
    ) AS a JOIN person AS p ON p.id = a.person_id
    ORDER BY a.at, a.object_id, a.step
""")
AT_ONCE = 20_000


def put_acts(session: Session) -> None:
    """One after the other, each sealed by the one before; whatever comes next goes on from the last."""
    chain = Chain()
    for done in session.execute(DONE, execution_options={"yield_per": AT_ONCE}).partitions():
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
            row = {
                **dict.fromkeys(COLUMNS, ""), "id": self.last, "at": done.at, "person_id": done.person_id,
                "person": done.person, "session_id": None, "workplace": "Учебный город", "action": done.action,
                "kind": "document", "object_id": done.object_id,
                "details": {name: value for name, value in said.items() if value}, "previous": self.seal,
            }  # fmt: skip
            self.seal = link(row)
            details = json.dumps(row["details"], ensure_ascii=False)
            yield [*({**row, "details": details}.values()), self.seal]
