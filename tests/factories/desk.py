"""What a clerk's desk shows in tests: the person, rows of registers, and a server that answers for them."""

from datetime import UTC, date, datetime, timedelta

from common.administration import AuditRow, ChainState
from common.assignments.cards import AssignmentRow, Folder, FolderCount
from common.assignments.rules import Status
from common.distribution.api import FolderCount as Acquainting
from common.identity import Me, Place, SignedIn
from common.kernel.ids import AssignmentId, DocumentId, PersonId, PlaceId, UnitId
from common.kernel.paging import Page
from common.kernel.rights import Right
from common.notifications import Fresh, RulesDraft
from common.registry.classes import DocumentClass
from common.registry.document import Dictionaries, DocumentFilter, DocumentRow, UnregisteredRow
from common.rpc.errors import NotSignedIn
from common.search import (
    EVERYTHING,
    MARK_END,
    MARK_START,
    Bookmark,
    Counted,
    Facet,
    FacetValue,
    Found,
    Hit,
    Narrowing,
    Order,
)
from tests.factories.assignments import DEADLINE
from tests.factories.speaking_server import SpeakingServer

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
LETTERS = 1234


def clerk(*rights: Right) -> Me:
    return Me(
        PersonId(1),
        "Щукина Ж. Ё.",
        "ведущий специалист",
        UnitId(3),
        "Общий отдел",
        list(rights or Right),
        [Place(PlaceId(1), "Общий отдел")],
        [],
    )


def letter(number: int) -> DocumentRow:
    return DocumentRow(
        DocumentId(number),
        f"01-22/{number}",
        TODAY,
        "Письмо",
        "Прокуратура Центрального района",
        f"7-{number}",
        TODAY - timedelta(days=3),
        "О ремонте кровли",
        "Шелест И. П.",
        None,
        "Общий отдел",
        False,
    )


def letters(chosen: DocumentFilter, offset: int = 0, limit: int = 100) -> Page[DocumentRow]:
    total = 0 if chosen.summary == "нет такого" else LETTERS
    return Page(total, [letter(total - n) for n in range(offset, min(offset + limit, total))])


def paper(number: int) -> UnregisteredRow:
    return UnregisteredRow(DocumentId(number), NOW, "Файл", f"скан {number}.pdf", 2, "", "", "распознано")


def assignment(number: int, overdue_days: int = 0) -> AssignmentRow:
    return AssignmentRow(
        AssignmentId(number),
        DocumentId(100 + number),
        f"Вх-{number}",
        "О ремонте кровли",
        "Подготовить ответ",
        "Громов К. Л.",
        "Шелест И. П.",
        "",
        TODAY - timedelta(days=overdue_days),
        DEADLINE,
        Status.ISSUED,
        True,
        False,
        overdue_days,
        max(overdue_days - 1, 0),
    )


def event(number: int) -> AuditRow:
    return AuditRow(number, NOW, "Щукина Ж. Ё.", "", "Регистрация", f"Вх-{number}", "", "10.14.2.7", "WS-0412")


def hit(number: int) -> Hit:
    return Hit(
        document_id=DocumentId(number), document_class=DocumentClass.INCOMING, kind="Письмо",
        number=f"01-26/{MARK_START}{number:06}{MARK_END}", on=TODAY, correspondent="Прокуратура города",
        their_number="7-1/26", summary="О ремонте", snippet=f"течёт {MARK_START}кровля{MARK_END} дома № 14",
        restricted=number == 2,
    )  # fmt: skip


def found(
    _text: str, narrowing: Narrowing = EVERYTHING, order: Order = Order.NEWEST, after: Place | None = None
) -> Found:
    first = after.document_id + 1 if after else 1
    return Found([hit(n) for n in range(first, first + 20)], Bookmark(0, TODAY, DocumentId(first + 19)))


def figures(_text: str, narrowing: Narrowing = EVERYTHING, exact: bool = False) -> Counted:
    many = 312 if exact else 100
    years = [FacetValue(Facet.YEAR, "2026", "2026", many - 12), FacetValue(Facet.YEAR, "2025", "2025", 12)]
    shown = [value for value in years if narrowing.year in {"", value.key}]
    return Counted(
        sum(value.documents for value in shown), not exact and not narrowing.year,
        [FacetValue(Facet.KIND, "letter", "Письмо", many), *shown],
    )  # fmt: skip


def sign_in(login: str, password: str, new: str | None = None) -> SignedIn:
    if password != "верный":
        raise NotSignedIn("Неверное имя или пароль. Осталось попыток: 4.")
    return SignedIn(f"token of {login}", NOW, clerk())


def answer_for_a_desk(server: SpeakingServer) -> None:
    server.answers |= {
        "identity.sign_in": sign_in,
        "identity.sign_out": lambda: None,
        "identity.me": clerk,
        "registry.documents": letters,
        "registry.dictionaries": lambda: Dictionaries([], [], [], [], [], []),
        "registry.counts": lambda chosen: [0 for _ in chosen],
        "registry.registered_today": dict,
        "views.all": list,
        "boards.boards": list,
        "views.fresh": dict,
        "registry.unregistered": lambda offset, limit, _chosen=None: Page(
            2, [paper(1), paper(2)][offset : offset + limit]
        ),
        "assignments.folder": lambda _folder, _offset, _limit, _part=None: Page(2, [assignment(1, 3), assignment(2)]),
        "distribution.folder": lambda _chosen, _offset, _limit=100: Page(0, []),
        "distribution.counts": lambda: Acquainting(7, 2),
        "lists.all": list,
        "assignments.desk": list,
        "waiting.folder": lambda _chosen, _offset, _limit=100: Page(0, []),
        "waiting.counts": list,
        "assignments.counts": lambda: [FolderCount(Folder.TO_EXECUTE, 23, 3), FolderCount(Folder.OVERDUE, 5, 5)],
        "notifications.fresh": lambda: Fresh(0, None),
        "notifications.register": lambda _unread, _offset: Page(0, []),
        "notifications.rules": lambda: RulesDraft(cells=[], offsets=[3, 1, 0]),
        "notifications.letters": lambda _state, _offset: Page(0, []),
        "search.find": found,
        "search.count": figures,
        "administration.audit": lambda _text, _offset, _limit: Page(1, [event(1)]),
        "administration.verify": lambda: ChainState(90211, "ab", None, ""),
    }
