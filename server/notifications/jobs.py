"""Work of notifications in the background: the outbox is emptied."""

import logging
from collections.abc import Mapping
from datetime import timedelta
from typing import ClassVar

from sqlalchemy import delete, exists, select

from common.notifications import LetterState
from server.core.service import Context
from server.jobs.work import JobKind, Work
from server.notifications.mail import Post, refused_alone
from server.notifications.models import Notification, OutgoingMail
from server.notifications.order import CODE, SendingOrder
from server.notifications.outbox import CallersOfToday, next_letter, not_sent, order_rest, sent

log = logging.getLogger("grif.notifications")


KEPT, AT_ONCE = timedelta(days=180), 10_000


def old_notices(context: Context) -> int:
    """Letters go with them; what is not sent yet stays, and the rest of many is for the next sweep."""
    waiting = exists().where(OutgoingMail.notification_id == Notification.id, OutgoingMail.state == LetterState.WAITING)
    old = select(Notification.id).where(Notification.at < context.clock.now() - KEPT, ~waiting).limit(AT_ONCE)
    swept = delete(Notification).where(Notification.id.in_(old)).returning(Notification.id)
    return len(context.session.scalars(swept, execution_options={"synchronize_session": False}).all())


class SendLetters(JobKind[SendingOrder]):
    """Each letter is taken, sent and marked; one that was sent but not marked is sent again as the same message."""

    code = CODE
    payload: ClassVar[type[SendingOrder]] = SendingOrder

    def __init__(self, reports: Mapping[str, str]) -> None:
        """Reports by their codes, as the house calls them."""
        self._reports = reports

    def run(self, work: Work, payload: SendingOrder) -> str:
        callers, done = CallersOfToday(), 0
        not_before = work.works.clock.now()
        with Post(work.works.settings) as post:
            while True:
                with work.transaction() as context:
                    letter = next_letter(context, callers, self._reports)
                if letter is None:
                    break
                try:
                    post.send(letter)
                except (OSError, ValueError) as error:
                    log.warning("letter=%s outcome=not_sent reason=%s", letter.id, type(error).__name__)
                    with work.transaction() as context:
                        again = not_sent(context, letter.id, error)
                    post.hang_up()
                    if refused_alone(error):
                        continue
                    not_before = again  # the server is away: the others wait with this one
                    break
                with work.transaction() as context:
                    sent(context, letter.id)
                done += 1
                work.progress(done, done)
        with work.transaction() as context:
            order_rest(context, not_before)
        return f"Отправлено писем: {done}."
