"""The desk of a clerk with a letter on it."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path

from client.core.apis import Apis
from client.core.cache import FileCache
from client.core.calls import Calls
from client.core.drafts import Drafts
from client.core.editing import Editing
from client.core.http import Transport
from client.core.outbox import Outbox
from client.core.settings import Settings
from client.core.transfers import Transfers
from client.shell.navigator import Navigator
from client.shell.workplace import Workplace
from common.correspondents import CorrespondentRow
from common.identity import Me, PersonRow, Place
from common.kernel.ids import CorrespondentId, DocumentId, FileId, PersonId, PlaceId, UnitId
from common.kernel.rights import Right
from common.registry.card import Choice
from common.registry.classes import DocumentClass, DocumentState
from common.registry.document import Dictionaries, DocumentCard, DocumentDraft, DocumentRow
from common.registry.kinds import Kind, KindDraft
from common.registry.rules import Part, Standing, refusals
from common.scanning.recognition import (
    Box,
    PageState,
    PageText,
    Proposal,
    ProposedField,
    Recognition,
    ScannedPage,
    Word,
)
from common.signatures import DocumentSignatures
from tests.factories.speaking_server import SIGNATURES, SpeakingServer

TODAY = date(2026, 11, 23)
LETTER = DocumentId(7)
MINISTRY = CorrespondentRow(CorrespondentId(11), "Министерство образования Омской области", "5503080070", "г. Омск")
PROPERTY = CorrespondentRow(CorrespondentId(12), "Министерство имущественных отношений", "5503079998", "г. Омск")
LEADER = PersonRow(PersonId(1), "Щукина Ж. Ё.", "заместитель Мэра", "Аппарат")
DIRECTOR = PersonRow(PersonId(2), "Абакумов В. П.", "директор", "Департамент", date(2026, 12, 1), "Ершова И. К.")
PLACE = Place(PlaceId(1), "Канцелярия")
BOX = Box(left=0.1, top=0.1, right=0.4, bottom=0.13)

FULL = DocumentDraft(
    place_id=PLACE.id,
    correspondent_id=MINISTRY.id,
    signatory="Министр Юрьев К. Д.",
    their_number="ИСХ-26/8812",
    their_date=date(2026, 11, 17),
    received=TODAY,
    delivery="post",
    addressee_ids=[LEADER.id],
    summary="О подготовке школ",
    sheets=2,
    case_file="05-03",
)


def me(*rights: Right) -> Me:
    return Me(
        PersonId(9), "Петрова А. И.", "делопроизводитель", UnitId(1), "Канцелярия", list(rights or Right), [PLACE], []
    )


def workplace(transport: Transport, calls: Calls, asked: Apis, folder: Path, *rights: Right) -> Workplace:
    transfers = Transfers(transport, calls, asked, FileCache(folder / "cache"), calls)
    return Workplace(
        apis=asked,
        calls=calls,
        transfers=transfers,
        outbox=Outbox(folder / "outbox", calls, SIGNATURES, calls),
        drafts=Drafts(folder / "drafts", calls),
        editing=Editing(asked, calls, transfers, folder / "editing", calls, opener=Path.is_file),
        navigator=Navigator(calls),
        me=me(*rights),
        settings=Settings(folder / "settings.ini"),
        today=lambda: TODAY,
        folder=folder,
    )


def dictionaries() -> Dictionaries:
    return Dictionaries(
        kinds=[kind("letter", "Письмо"), kind("request", "Запрос")],
        deliveries=[Choice("post", "Почта"), Choice("medo", "МЭДО"), Choice("email", "Эл. почта")],
        topics=[Choice("edu", "Образование")],
        case_files=[Choice("05-03", "05-03 Переписка по вопросам образования")],
        places=[PLACE],
        addressees=[LEADER, DIRECTOR],
    )


def kind(key: str, title: str) -> Kind:
    return Kind(KindDraft(key=key, title=title, document_class=DocumentClass.INCOMING), 1)


CLERK = frozenset({Part.REGISTRAR, Part.AUTHOR, Part.READER})


def card(
    draft: DocumentDraft | None = None, version: int = 1, number: str = "", parts: Iterable[Part] = CLERK
) -> DocumentCard:
    draft = draft or DocumentDraft(place_id=PLACE.id)
    state = DocumentState.REGISTERED if number else DocumentState.DRAFT
    standing = Standing(frozenset(parts), frozenset(Right))
    return DocumentCard(
        id=LETTER,
        version=version,
        state=state,
        number=number,
        registered=date(2026, 11, 23) if number else None,
        registered_at=datetime(2026, 11, 23, 8, 30, tzinfo=UTC) if number else None,
        registrar="Петрова А. И." if number else "",
        draft=draft,
        correspondent=MINISTRY if draft.correspondent_id == MINISTRY.id else None,
        addressees={LEADER.id: LEADER.name} if draft.addressee_ids else {},
        attachments=[],
        refusals=refusals(draft.document_class, state, standing),
    )


def twin() -> DocumentRow:
    return DocumentRow(
        DocumentId(3), "4001", date(2026, 11, 19), "Письмо", MINISTRY.name, FULL.their_number, FULL.their_date,
        "О подготовке школ", LEADER.name, None, PLACE.title, False,
    )  # fmt: skip


def proposal(field: ProposedField, value: str, text: str = "", box: Box = BOX) -> Proposal:
    return Proposal(field=field, value=value, text=text or value, page=1, box=box, confidence=0.9)


def recognition(*proposals: Proposal, pages: list[ScannedPage] | None = None) -> Recognition:
    return Recognition(job_id=None, done=1, total=1, message="", pages=pages or [], proposals=list(proposals))


def scanned_page(
    number: int, state: PageState = PageState.READ, reason: str = "", preview: int | None = None
) -> ScannedPage:
    preview_id = None if preview is None else FileId(preview)
    return ScannedPage(number=number, state=state, reason=reason, preview_id=preview_id, confidence=0.9)


def page_text(number: int, *lines: str) -> PageText:
    """Words of equal width, lines one below the other."""
    words = []
    for line, text in enumerate(lines):
        for position, word in enumerate(text.split()):
            left, top = 0.1 + 0.1 * position, 0.1 + 0.05 * line
            box = Box(left=left, top=top, right=left + 0.08, bottom=top + 0.03)
            words.append(Word(text=word, box=box, confidence=0.9, line=line, block=1))
    return PageText(number=number, width_mm=210, height_mm=297, words=words)


def answer_for_a_letter(server: SpeakingServer, opened: DocumentCard | None = None) -> None:
    shown = opened or card()
    server.answers["registry.dictionaries"] = dictionaries
    server.answers["registry.card"] = lambda _id: shown
    server.answers["assignments.above"] = lambda _id, _author=None: []
    server.answers["assignments.points"] = lambda _id: []
    server.answers["learning.executor"] = lambda _id, _author=None: None
    server.answers["correspondents.like"] = lambda text, _limit=20, _groups=False: [
        known for known in (MINISTRY, PROPERTY) if text.casefold() in known.name.casefold()
    ]
    server.answers["signatures.of_document"] = lambda _id: DocumentSignatures([], [])
    server.answers["scanning.recognition"] = lambda _id: recognition()
    server.answers["shelf.note_opened"] = lambda _id: False
    server.answers["presence.look"] = lambda _id, _editing: []
    server.answers["presence.leave"] = lambda _id: None
    server.answers["scanning.spent"] = lambda _id, _spent: None
    server.answers["identity.people"] = lambda _text, _limit=20: [LEADER, DIRECTOR]
