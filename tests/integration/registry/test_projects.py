"""A document of ours goes from project to dispatch; whoever may not go on is told why."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec
import pytest

from common.approvals.api import SendDraft, Stage, VisaDraft
from common.approvals.course import Visa
from common.kernel.ids import DocumentId
from common.registry.classes import DocumentClass, DocumentState, Force, RecordForm
from common.registry.document import DocumentDraft, DocumentFilter, Point
from common.registry.kinds import ExtraField
from common.registry.ledger import NumberChoice
from common.registry.links import LinkType
from common.registry.papers import Handover, Sending
from common.registry.rules import BECAUSE, RULES, Action, Part, Standing, refusal
from common.rpc.errors import Invalid, Missing, NotAllowed, Stale
from server.core.clock import CITY, Clock
from tests.city import TODAY, City, Signed

MAYOR = "Шелест"


def filled(author: Signed, document_id: DocumentId, **changes: object) -> int:
    """The project's card completed and saved; gives its version."""
    card = author.api.registry.card(document_id)
    values: dict[str, object] = {
        "signatory_id": author.person(MAYOR).id, "sheets": 1, "case_file": "01-13", "delivery": "post",
        "summary": "О принятых мерах",
    }  # fmt: skip
    of_class = card.draft.document_class
    if of_class is DocumentClass.OUTGOING:
        values["correspondent_id"] = author.api.correspondents.like("прокуратура")[0].id
    if of_class is DocumentClass.INTERNAL:
        values["addressee_ids"] = [author.person(MAYOR).id]
    return author.api.registry.save(
        document_id, card.version, msgspec.structs.replace(card.draft, **{**values, **changes})
    )


def project(author: Signed, place: int, kind: str = "outgoing_letter", **changes: object) -> DocumentId:
    document_id = author.api.registry.new_project(kind, place)
    filled(author, document_id, **changes)
    return document_id


def version(signed: Signed, document_id: DocumentId) -> int:
    return signed.api.registry.card(document_id).version


def passed(signed: Signed, document_id: DocumentId, action: Action, reason: str = "") -> None:
    signed.api.registry.pass_on(document_id, version(signed, document_id), action, reason)


def registered(clerk: Signed, document_id: DocumentId) -> str:
    card = clerk.api.registry.card(document_id)
    return clerk.api.registry.register(document_id, card.version, card.draft).number


def test_a_letter_goes_from_project_to_dispatch(city: City) -> None:
    author, mayor, clerk = city.sign_in("executor"), city.sign_in("mayor"), city.sign_in("registrar")
    document_id = project(author, clerk.place)
    with pytest.raises(Missing):
        clerk.api.registry.card(document_id)  # a project is nobody's but its makers'
    passed(author, document_id, Action.SEND_FOR_SIGNING)
    with pytest.raises(NotAllowed, match="это делает подписывающий"):
        passed(author, document_id, Action.SIGN)
    passed(mayor, document_id, Action.SIGN)
    assert document_id in [row.id for row in clerk.api.registry.unregistered(0, 500).rows]
    number = registered(clerk, document_id)
    assert number.startswith("Исх-01-26/")
    [row] = clerk.api.papers.dispatches(document_id)
    sending = Sending(delivery="registered_post", sent_on=datetime.now(ZoneInfo(CITY)).date(), track="64400001")
    clerk.api.papers.send(document_id, [row.id], sending)
    assert clerk.api.papers.dispatches(document_id)[0].track == "64400001"
    assert author.api.registry.card(document_id).state is DocumentState.REGISTERED
    acts = [row.action for row in clerk.api.registry.history(document_id)]
    assert acts[0] == "Отмечена отправка"
    assert {"Отправлен на подпись", "Подписан", "Зарегистрирован"} <= set(acts)


def test_approval_returns_a_project_with_the_reason(city: City) -> None:
    author, clerk = city.sign_in("executor"), city.sign_in("registrar")
    head = city.sign_in("affairs")
    document_id = project(author, clerk.place)
    author.api.registry.attach(document_id, author.bring(b"%PDF-1.4 letter\n%%EOF", "Письмо.pdf"))
    author.api.approvals.send(
        document_id, version(author, document_id), SendDraft(stages=[Stage(person_ids=[head.me.id])])
    )
    with pytest.raises(Invalid, match="причину"):
        passed(head, document_id, Action.SEND_BACK)
    passed(head, document_id, Action.SEND_BACK, "Уточните срок")
    assert author.api.registry.card(document_id).state is DocumentState.PROJECT
    with pytest.raises(NotAllowed, match="На согласовании"):
        head.api.approvals.put_visa(document_id, VisaDraft(visa=Visa.AGREED))


def numbered_when_signed(city: City, key: str) -> None:
    """The administrator says so of the kind."""
    api = city.sign_in("admin").api.kinds
    kind = next(each for each in api.all() if each.key == key)
    api.put(msgspec.structs.replace(kind.draft, number_when_signed=True), kind.version)


def test_a_kind_that_says_so_gives_the_number_in_the_step_of_the_signature(city: City) -> None:
    author, mayor, clerk = city.sign_in("executor"), city.sign_in("mayor"), city.sign_in("registrar")
    numbered_when_signed(city, "memo")
    document_id = project(author, clerk.place, "memo")
    passed(author, document_id, Action.SEND_FOR_SIGNING)
    passed(mayor, document_id, Action.SIGN)
    card = clerk.api.registry.card(document_id)
    assert (card.state, bool(card.number)) == (DocumentState.REGISTERED, True)
    acts = [row.action for row in author.api.registry.history(document_id)]
    assert acts[:2] == ["Зарегистрирован", "Подписан"]


def test_what_lacks_something_waits_for_the_clerk_although_its_kind_is_numbered_when_signed(city: City) -> None:
    author, mayor, clerk = city.sign_in("executor"), city.sign_in("mayor"), city.sign_in("registrar")
    numbered_when_signed(city, "minutes")
    document_id = project(author, clerk.place, "minutes", extra={"held_on": "2026-12-01"})
    passed(author, document_id, Action.SEND_FOR_SIGNING)
    api = city.sign_in("admin").api.kinds
    kind = next(each for each in api.all() if each.key == "minutes")
    wanted = [*kind.draft.fields, ExtraField(key="hall", title="Зал", mandatory=True)]
    api.put(msgspec.structs.replace(kind.draft, fields=wanted), kind.version)
    passed(mayor, document_id, Action.SIGN)
    card = clerk.api.registry.card(document_id)
    assert (card.state, card.number) == (DocumentState.AWAITING, "")
    assert "Зарегистрирован" not in [row.action for row in author.api.registry.history(document_id)]


def test_an_unsigned_electronic_letter_gets_no_number(city: City) -> None:
    clerk = city.sign_in("registrar")
    document_id = project(clerk, clerk.place)
    with pytest.raises(Invalid, match="подписывают"):
        registered(clerk, document_id)
    filled(clerk, document_id, form=RecordForm.MIXED, form_basis="Регламент, п. 7")
    assert registered(clerk, document_id)


def test_an_answer_is_addressed_and_linked(city: City) -> None:
    clerk = city.sign_in("registrar")
    letter = clerk.register()
    answer = clerk.api.links.answer(letter)
    card = clerk.api.registry.card(answer)
    asked = clerk.api.registry.card(letter).draft
    assert (card.draft.correspondent_id, card.draft.delivery) == (asked.correspondent_id, asked.delivery)
    assert card.draft.signatory_id == asked.addressee_ids[0]  # who was written to answers
    [forward] = clerk.api.links.of(answer).rows
    [backward] = clerk.api.links.of(letter).rows
    assert (forward.label, backward.label) == ("В ответ на", "Ответ")
    chain = clerk.api.links.chain(letter)
    assert [document.id for document in chain.documents] == [letter, answer]


def test_a_link_to_what_one_may_not_see_is_counted_not_shown(city: City) -> None:
    clerk, other = city.sign_in("registrar"), city.sign_in("registrar4")
    letter, secret = other.register(), clerk.register()
    clerk.api.links.link(secret, clerk.register(), LinkType.RELATED)
    second = other.register()
    other.api.links.link(second, letter, LinkType.REPEATED)
    assert other.api.links.of(letter).unseen == 0
    with pytest.raises(Missing):
        other.api.links.link(letter, secret, LinkType.RELATED)
    with pytest.raises(Missing):
        other.api.links.chain(secret)


def test_acts_amend_and_repeal_each_other(city: City) -> None:
    clerk = city.sign_in("registrar")
    on_paper = {"form": RecordForm.MIXED, "form_basis": "Регламент", "points": [Point(number="1", text="Утвердить.")]}
    old, new = (project(clerk, clerk.place, "resolution", **on_paper) for _ in range(2))
    registered(clerk, old)
    clerk.api.links.link(new, old, LinkType.REPEALS)
    assert clerk.api.registry.card(old).force is Force.IN_FORCE  # a project repeals nothing yet
    registered(clerk, new)
    assert clerk.api.registry.card(old).force is Force.REPEALED
    link = clerk.api.links.of(new).rows[0]
    clerk.api.links.unlink(link.link_id, "Ошибка")
    assert clerk.api.registry.card(old).force is Force.IN_FORCE
    with pytest.raises(Invalid, match="правовые акты"):
        clerk.api.links.link(new, clerk.register(), LinkType.AMENDS)


def test_acts_change_what_was_there_before_them_and_not_one_another(city: City) -> None:
    clerk = city.sign_in("registrar")
    on_paper = {"form": RecordForm.MIXED, "form_basis": "Регламент", "points": [Point(number="1", text="Утвердить.")]}
    first, second, early = (project(clerk, clerk.place, "resolution", **on_paper) for _ in range(3))
    registered(clerk, first)
    registered(clerk, second)
    clerk.api.links.link(second, first, LinkType.AMENDS)
    with pytest.raises(Invalid, match="принят позже"):
        clerk.api.links.link(first, second, LinkType.REPEALS)
    with pytest.raises(Invalid, match="самим собой"):
        clerk.api.links.link(first, first, LinkType.REPEALS)
    card, yesterday = clerk.api.registry.card(early), datetime.now(ZoneInfo(CITY)).date() - timedelta(days=1)
    clerk.api.links.link(early, second, LinkType.REPEALS)
    backdated = NumberChoice(on=yesterday, reason="Подписан вчера")
    with pytest.raises(Invalid, match="принят позже"):
        clerk.api.registry.register(early, card.version, card.draft, "", backdated)
    [link] = clerk.api.links.of(early).rows
    clerk.api.links.unlink(link.link_id, "Ошибка")
    clerk.api.registry.register(early, card.version, card.draft, "", backdated)
    with pytest.raises(Invalid, match="принят позже"):
        clerk.api.links.link(early, second, LinkType.REPEALS)


def test_a_copy_begins_anew_without_number_and_dates(city: City) -> None:
    clerk = city.sign_in("registrar")
    letter = clerk.register()
    copy = clerk.api.registry.card(clerk.api.links.copy(letter))
    assert (copy.state, copy.number, copy.draft.their_number) == (DocumentState.DRAFT, "", "")
    assert copy.draft.summary == clerk.api.registry.card(letter).draft.summary


def test_paper_passes_from_hand_to_hand(city: City) -> None:
    clerk, reader = city.sign_in("registrar"), city.sign_in("mayor")
    letter = clerk.register(addressee_ids=[reader.me.id])
    taken = Handover(person_id=reader.me.id, on=TODAY.date(), knowing=True)
    clerk.api.papers.hand_over(letter, taken)
    clerk.api.papers.hand_over(letter, Handover(place="Архив", on=TODAY.date(), knowing=True))
    now, before = reader.api.papers.movements(letter)
    assert (now.holder, now.current, before.current) == ("Архив", True, False)
    with pytest.raises(NotAllowed, match="Регистрация документов"):
        reader.api.papers.hand_over(letter, taken)


def test_paper_moves_neither_before_it_was_there_nor_tomorrow(city: City) -> None:
    clerk = city.sign_in("registrar")
    letter = clerk.register()
    today = datetime.now(ZoneInfo(CITY)).date()
    for day, words in ((TODAY.date() - timedelta(days=1), "ещё не было"), (today + timedelta(days=1), "не наступила")):
        with pytest.raises(Invalid) as refused:
            clerk.api.papers.hand_over(letter, Handover(place="Архив", on=day))
        assert [problem.field for problem in refused.value.problems] == ["on"]
        assert words in refused.value.problems[0].text


def test_what_is_written_down_afterwards_does_not_move_the_paper(city: City) -> None:
    clerk = city.sign_in("registrar")
    letter = clerk.register()
    clerk.api.papers.hand_over(letter, Handover(place="Архив", on=TODAY.date() + timedelta(days=2), knowing=True))
    clerk.api.papers.hand_over(letter, Handover(place="Нотариус", on=TODAY.date(), knowing=True))
    assert [(row.holder, row.current) for row in clerk.api.papers.movements(letter)] == [
        ("Архив", True), ("Нотариус", False),
    ]  # fmt: skip


def test_a_project_is_found_among_projects_by_its_words(city: City) -> None:
    author, clerk = city.sign_in("executor"), city.sign_in("registrar")
    document_id = project(author, clerk.place, summary="О флюгере на крыше", body="")
    there = DocumentFilter(document_class=None, states=(DocumentState.PROJECT,), words="крыше флюгер")
    assert [row.id for row in author.api.registry.documents(there).rows] == [document_id]


def test_the_bin_gives_back_what_was_put_there(city: City) -> None:
    author, clerk = city.sign_in("executor"), city.sign_in("registrar")
    document_id = project(author, clerk.place)
    author.api.registry.discard(document_id, version(author, document_id), "Лишний")
    binned = DocumentFilter(document_class=None, states=(DocumentState.DISCARDED,))
    [row] = [row for row in author.api.registry.documents(binned).rows if row.id == document_id]
    assert row.discarded == f"{Clock().today():%d.%m.%Y}, {author.me.name}: Лишний"
    author.api.registry.restore(document_id, version(author, document_id))
    assert author.api.registry.card(document_id).state is DocumentState.PROJECT


def test_two_who_pass_on_at_once_do_not_overtake_each_other(city: City) -> None:
    author, clerk = city.sign_in("executor"), city.sign_in("registrar")
    document_id = project(author, clerk.place)
    seen = version(author, document_id)
    author.api.registry.pass_on(document_id, seen, Action.SEND_FOR_SIGNING)
    author.api.registry.pass_on(document_id, version(author, document_id), Action.RECALL)
    with pytest.raises(Stale):
        author.api.registry.pass_on(document_id, seen, Action.SEND_FOR_SIGNING)


MATRIX = [
    (action, document_class, state) for action in Action for document_class in DocumentClass for state in DocumentState
]


@pytest.mark.parametrize("part", list(Part), ids=lambda part: part.label)
def test_every_role_kind_state_and_action_follows_the_rules_as_they_read(part: Part) -> None:
    """The table of rules says all: who is not named by a rule is refused, in words that name who may."""
    for action, document_class, state in MATRIX:
        rules = [r for r in RULES if r.action is action and document_class in r.classes and state in r.states]
        named = [rule for rule in rules if part in rule.parts]
        everything = Standing(frozenset({part}), frozenset(rule.right for rule in RULES))
        nothing = Standing(frozenset({part}), frozenset())
        said = refusal(action, document_class, state, everything)
        assert bool(said) == (not named), (part.label, action.label, document_class.label, state.label)
        assert refusal(action, document_class, state, nothing)
        if rules and not named:
            assert "это делает" in said or said == BECAUSE[action, state]
            assert said in BECAUSE.values() or all(each.label in said for rule in rules for each in rule.parts)


def test_the_rules_read_as_sentences() -> None:
    assert "Подписать (исходящие, внутренние, правовые акты) может подписывающий в состоянии «На подписи»." in [
        rule.sentence() for rule in RULES
    ]


def test_a_stranger_is_told_who_may(city: City) -> None:
    clerk, reader = city.sign_in("registrar"), city.sign_in("mayor")
    letter = clerk.register(addressee_ids=[reader.me.id])
    card = reader.api.registry.card(letter)
    assert "делопроизводитель места регистрации" in card.refusals[Action.CANCEL]
    assert card.refusals[Action.ANSWER] == ""
    with pytest.raises(NotAllowed, match="делопроизводитель места регистрации"):
        reader.api.registry.save(letter, card.version, DocumentDraft(place_id=clerk.place))


def test_the_registrar_names_a_controller_where_the_signed_card_has_none_and_replaces_none(city: City) -> None:
    author, mayor, clerk = city.sign_in("executor"), city.sign_in("mayor"), city.sign_in("registrar")
    document_id = project(author, clerk.place, "memo")
    passed(author, document_id, Action.SEND_FOR_SIGNING)
    passed(mayor, document_id, Action.SIGN)
    card = clerk.api.registry.card(document_id)
    named = msgspec.structs.replace(card.draft, controller_id=city.sign_in("controller").me.id)
    saved = clerk.api.registry.save(document_id, card.version, named)
    with pytest.raises(Invalid) as refused:
        clerk.api.registry.save(document_id, saved, msgspec.structs.replace(named, controller_id=clerk.me.id))
    assert [problem.field for problem in refused.value.problems] == ["controller_id"]


def test_a_registrar_sees_the_projects_of_others_once_they_are_sent_to_the_place(city: City) -> None:
    author, clerk = city.sign_in("executor"), city.sign_in("registrar")
    document_id = project(author, clerk.place)
    with pytest.raises(Missing):
        clerk.api.registry.card(document_id)
    passed(author, document_id, Action.SEND_FOR_SIGNING)
    passed(city.sign_in("mayor"), document_id, Action.SIGN)
    assert clerk.api.registry.card(document_id).state is DocumentState.AWAITING
