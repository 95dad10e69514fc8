"""A write repeated under its idempotency key gets the answer it got before."""

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from common.kernel.ids import PersonId
from common.rpc.errors import Invalid
from server.core.models import GivenAnswer

OURS = (GivenAnswer.person_id == bindparam("of_person")) & (GivenAnswer.key == bindparam("of_key"))
CLAIM = insert(GivenAnswer).on_conflict_do_nothing().returning(GivenAnswer.key)
EARLIER = select(GivenAnswer.method, GivenAnswer.request_hash, GivenAnswer.reply).where(OURS)
GIVE = update(GivenAnswer).where(OURS).values(reply=bindparam("given"))
FORGET = delete(GivenAnswer).where(OURS)


def claim(session: Session, person_id: PersonId, key: str, method: str, request_hash: str) -> bytes | None:
    """The earlier answer, or nothing when the call is the first; a rival under the same key is waited for.

    Raises Invalid when the key was used for another call.
    """
    values = {"person_id": person_id, "key": key, "method": method, "request_hash": request_hash}
    if session.connection().execute(CLAIM, values).one_or_none():
        return None
    answer = session.execute(EARLIER, {"of_person": person_id, "of_key": key}).one()
    if (answer.method, answer.request_hash) != (method, request_hash):
        raise Invalid("Ключ повтора уже использован для другого действия. Повторите действие заново.")
    return bytes(answer.reply)


def give(session: Session, person_id: PersonId, key: str, reply: bytes) -> None:
    session.connection().execute(GIVE, {"of_person": person_id, "of_key": key, "given": reply})


def forget(session: Session, person_id: PersonId, key: str) -> None:
    """The call has ended in a refusal: a repeat of it is judged anew."""
    session.connection().execute(FORGET, {"of_person": person_id, "of_key": key})
