"""The check of a simple signature: its file is that which was signed, and the audit tells of its signing."""

from datetime import datetime
from pathlib import Path

from sqlalchemy import select

from common.signatures import Finding, Verdict
from server.core.acts import label
from server.core.models import AuditEvent
from server.core.service import Context
from server.files.store import digest
from server.identity.models import Person
from server.signatures.checking import Found
from server.signatures.models import Signature

ACT = "signature_put"
SOFTWARE = "Гриф"


def signature_line(person: Person) -> str:
    return f"{person.name}, {person.post}"


def check_simple(context: Context, content: Path | None, sha256: str, signer: str, at: datetime) -> Found:
    """It holds as long as the content is that which was signed."""
    if content is None:
        return Found(Verdict.LOST, [Finding(False, "Подписанного файла нет в хранилище.")], SOFTWARE)
    now = digest(content)
    if now != sha256:
        return Found(Verdict.ALTERED, [Finding(False, f"Хеш файла {now}, подписан был {sha256}.")], SOFTWARE)
    said = f"{context.clock.local(at):%d.%m.%Y %H:%M:%S}"
    return Found(
        Verdict.VALID,
        [
            Finding(True, f"Хеш файла совпадает с подписанным: {sha256}."),
            Finding(True, f"Подписано: {signer}, {said}; личность подтверждена паролем входа."),
        ],
        SOFTWARE,
    )


def check_again(context: Context, signature: Signature, content: Path | None) -> Found:
    """The same, and what the audit keeps of the signing since."""
    found = check_simple(context, content, signature.sha256, signature.signer, signature.at)
    return Found(found.verdict, [*found.protocol, _recorded(context, signature)], found.software)


def _recorded(context: Context, signature: Signature) -> Finding:
    """The event stands in the chain of the audit, whatever has become of our own row."""
    kept = AuditEvent.details["signed"][f"{signature.attachment_id}.{signature.number}"].astext
    event = context.session.scalars(
        select(AuditEvent)
        .where(
            AuditEvent.kind == "document", AuditEvent.object_id == signature.document_id, AuditEvent.action == ACT,
            AuditEvent.person_id == signature.person_id, AuditEvent.at >= signature.at, kept == signature.sha256,
        )
        .order_by(AuditEvent.id)
    ).first()  # fmt: skip
    if event is None:
        return Finding(None, "Записи об этом подписании в журнале аудита нет. Сообщите администратору.")
    at = f"{context.clock.local(event.at):%d.%m.%Y %H:%M:%S}"
    return Finding(True, f"Журнал аудита, запись № {event.id} от {at}: «{label(ACT)}», хеш тот же.")
