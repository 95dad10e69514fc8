"""The card of an incoming letter with what happens around it: proposals, twins, another clerk, a lost line."""

from collections.abc import Callable, Sequence
from itertools import chain

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from client.registry.card_sheet import CardSheet
from client.registry.document_form import DocumentForm
from client.registry.following import Following
from client.registry.offers import Offers
from client.registry.overtaking import Overtaking
from client.registry.registration import KeptCard, Phase, Registration
from client.registry.stops import Stops
from client.registry.twin_stop import look_for_twin
from client.shell.manifest import worded
from client.shell.workplace import Workplace
from client.widgets.form import settle_current
from client.widgets.messages import Question, label, said
from client.widgets.unfilled import Unfilled
from common.kernel.changes import Change, Kind
from common.kernel.ids import DocumentId
from common.kernel.rights import Right
from common.kernel.validation import Problem
from common.registry.classes import DocumentState, label_of
from common.registry.document import Dictionaries, DocumentCard, Registered
from common.registry.ledger import NumberChoice
from common.registry.numbers import numbered
from common.registry.rules import Action
from common.rpc.errors import CallError, Unavailable
from common.scanning.recognition import Proposal

KEEP_AFTER = 400  # ms of rest in typing
EDITING = {DocumentState.REGISTERED: Action.CORRECT}
AWAY = worded(
    "Сервер недоступен. Карточка сохранена на этом компьютере и будет зарегистрирована один раз, как только связь"
    " восстановится. Можно открыть следующий документ."
)
SCAN, MAIL = "scan", "mail"  # where proposals come from
USABLE = {Phase.EDITING, Phase.REGISTERED}


class Foot(QFrame):
    """The line under the card: how to walk it, and how many proposals nobody has looked at."""

    def __init__(self) -> None:
        super().__init__()
        self.hint = label("", "hint")
        self.setProperty("role", "foot")
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 3, 10, 3)
        row.addWidget(label(self.tr("Enter — дальше"), "hint"))
        self.of_scan = label(self.tr("· текст, выделенный на образе, встаёт в поле"), "hint")
        row.addWidget(self.of_scan)
        row.addStretch(1)
        row.addWidget(self.hint)
        self.of_scan.hide()


class CardPane(QWidget):
    """What is typed lies on this computer's disk a moment later; what is registered is registered once."""

    shown = Signal(object)  # DocumentCard
    label_wanted = Signal()
    next_wanted = Signal()

    def __init__(self, workplace: Workplace, document_id: DocumentId) -> None:
        super().__init__()
        self._work, self._document_id = workplace, document_id
        registry, calls, today = workplace.apis.registry, workplace.calls, workplace.today()
        self.registration = Registration(
            document_id, registry, calls, workplace.drafts, workplace.outbox, today, lambda: self._touched, parent=self
        )
        self.sheet = CardSheet(workplace)
        self.notice, self.unfilled, self.foot = Question(), Unfilled(self.sheet), Foot()
        self.following = Following(workplace, self.sheet, self.registration, self.notice, lambda: self._touched)
        self.stops = Stops(workplace, self.sheet, self.registration, self.notice, self)
        self.overtaking = Overtaking(workplace, self.sheet, self.registration, self.notice, self._take_theirs, self)
        self.offers = Offers(workplace, self.sheet, self.notice, self)
        self._pending: dict[str, Sequence[Proposal]] = {MAIL: (), SCAN: ()}
        self._theirs: DocumentCard | None = None
        self._proposals_checked = self._touched = self._own_step = False
        self._keeping = QTimer(self, singleShot=True, interval=KEEP_AFTER)
        self._keeping.timeout.connect(self.keep)
        self._lay_out()
        self._connect()
        self._follow(Phase.OPENING)

    def load(self) -> None:
        self._work.calls(self, self._work.apis.registry.dictionaries).then(self._show_dictionaries).fails(self.refuse)
        self.registration.open()

    def is_blank(self) -> bool:
        return self.registration.is_blank and not self._touched

    def may_edit(self) -> bool:
        """Whether the rules let this person change the card in its state."""
        card = self.registration.card
        if card is None:
            return self._work.may(Right.REGISTER)
        return card.may(EDITING.get(card.state, Action.EDIT))

    def may_register(self) -> bool:
        card = self.registration.card
        return card is not None and card.may(Action.REGISTER)

    def register(self) -> None:
        """One key; proposals that nobody has looked at hold it up once."""
        if self.registration.phase is not Phase.EDITING or not self.may_register() or not self.is_complete():
            return
        unconfirmed = self.form.unconfirmed()
        if unconfirmed and not self._proposals_checked:
            self._proposals_checked = True
            names = ", ".join(f"«{label_of(self.form.document_class, name)}»" for name in unconfirmed)
            words = self.tr("Проверьте предложенное по тексту: {0}. Ещё раз F9 — зарегистрировать.")
            self.notice.ask(words.format(names))
            self.form.fields[unconfirmed[0]].editor.setFocus()
            return
        self.form.confirm_all()
        self.notice.hide()
        self.stops.register()

    def settle(self, then: Callable[[], object]) -> None:
        """Does what is to follow once the server has what is typed; faults of the card hold it up."""
        if self._touched and self.may_edit():
            self._save(then)
        else:
            then()

    def register_with(self, choice: NumberChoice) -> None:
        """Registers under a number that is not the next in turn."""
        if self.is_complete():
            self.form.confirm_all()
            self.stops.register(choice)

    def is_complete(self) -> bool:
        """Whether nothing on the card itself stops its registration; shows what does."""
        settle_current(self.form)
        return self.form.check(self._problems())

    def save(self) -> None:
        """An unfinished card may have gaps; a registered one may not. Another's change is brought in before."""
        if self.overtaking.stands:
            self.overtaking.answer(self._save)
        else:
            self._save()

    def _save(self, then: Callable[[], object] | None = None) -> None:
        if self.registration.phase not in USABLE or not self.may_edit():
            return
        settle_current(self.form)
        draft = self.form.draft()
        registered = self.registration.is_registered
        if self.form.check(self._problems() if registered else draft.contradictions()):
            self.registration.save(draft, then)

    def _problems(self) -> list[Problem]:
        """What would stop registration."""
        return self.registration.problems(self.form.draft(), self.form.kind_draft())

    def keep(self) -> None:
        """Puts what is typed on the disk of this computer."""
        self._keeping.stop()
        if self._touched and self.may_edit():
            self.registration.keep(self.sheet.kept(self.registration.version))

    def show_proposals(self, proposals: Sequence[Proposal], source: str = SCAN) -> None:
        """What a letter says of itself goes before what the e-mail says that has brought it."""
        self.offers.withdraw(self._pending[source], proposals)
        self._pending[source] = proposals
        self._take_proposals()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for each in (self.notice, self.following, self.unfilled, self.sheet, self.foot):
            column.addWidget(each, int(each is self.sheet))

    @property
    def form(self) -> DocumentForm:
        return self.sheet.form

    def _connect(self) -> None:
        registration, sheet = self.registration, self.sheet
        sheet.changed.connect(self._touch)
        sheet.sent.connect(self.register)
        sheet.checked.connect(self.unfilled.look)
        sheet.changed.connect(self.unfilled.follow)
        sheet.unconfirmed_changed.connect(self._count_unconfirmed)
        registration.opened.connect(self._show_card)
        registration.restored.connect(self._restore)
        registration.phase_changed.connect(self._follow)
        registration.saved.connect(self._note_saved)
        registration.registered.connect(self._note_registered)
        registration.invalid.connect(self._show_problems)
        registration.twins_found.connect(self.stops.show_twins)
        registration.overtaken.connect(self._show_overtaken)
        self.overtaking.both_shown.connect(self._touch)
        registration.refused.connect(self.refuse)
        self._work.calls.changed.connect(self._note_changes)

    def _show_dictionaries(self, dictionaries: Dictionaries) -> None:
        self.sheet.show_dictionaries(dictionaries)
        self._take_proposals()

    def _show_problems(self, problems: list[Problem]) -> None:
        self.form.show_problems(problems)

    def _show_card(self, card: DocumentCard) -> None:
        self.sheet.be_of(card.draft.document_class)
        if not self._touched:
            self.form.show_card(card)
        self.sheet.set_usable(self.registration.phase in USABLE and self.may_edit())
        self.following.note_state(card.state, own=self._own_step)
        self._own_step = False
        self.shown.emit(card)
        self._take_proposals()

    def tell_done(self, words: str, undo: Callable[[], object] | None = None) -> None:
        """What this person has just done with the document."""
        self._own_step = True
        if words:
            self.notice.tell(words, *([(self.tr("&Вернуть"), undo)] if undo else []))

    def _restore(self, kept: KeptCard) -> None:
        if not self._touched:
            self.sheet.show_kept(kept)
        self._touched = True
        card = self.registration.card
        if card is None:
            return
        self._theirs = card
        text = self.tr("Восстановлено введённое на этом компьютере и не сохранённое на сервере.")
        if card.version != kept.version:
            text += self.tr(" С тех пор карточку изменил другой сотрудник.")
        self.notice.ask(
            text, (self.tr("Взять с &сервера"), self._take_theirs), (self.tr("&Оставить"), self.notice.hide)
        )

    def _follow(self, phase: Phase) -> None:
        self.sheet.set_usable(phase in USABLE and self.may_edit())
        if phase is Phase.EDITING:
            self.sheet.start()
        if phase is Phase.WAITING:
            self._touched = True
            self.keep()
            self.notice.ask(self.tr(AWAY))

    def _note_saved(self) -> None:
        self._touched = False
        self.notice.tell(self.tr("Сохранено."))
        if self.registration.is_registered:
            look_for_twin(self._work, self.registration.document_id, self.form.draft(), self.notice)

    def _note_registered(self, registered: Registered) -> None:
        self._touched, self._own_step = False, True
        self._keeping.stop()
        self.notice.ask(
            self.tr("Зарегистрировано: {0}.").format(numbered(self.form.document_class.sign, registered.number)),
            (self.tr("&Этикетка"), self.label_wanted.emit),
            *([] if self.registration.is_practice else [(self.tr("&Следующий (F10)"), self.next_wanted.emit)]),
        )

    def _show_overtaken(self, card: DocumentCard) -> None:
        self._theirs = card
        self.overtaking.tell(card)

    def _take_theirs(self) -> None:
        if self._theirs is not None:
            self._touched = False
            self._keeping.stop()
            self.registration.drop_kept()
            self.registration.adopt(self._theirs)
            self._show_card(self._theirs)
            self.notice.hide()

    def refuse(self, error: CallError) -> None:
        if isinstance(error, Unavailable):
            self.keep()
            text = self.tr("Нет связи с сервером. Введённое сохранено на этом компьютере.")
            self.notice.ask(text, (self.tr("&Повторить"), self.load))
        else:
            self.notice.ask(said(error), alarm=True)

    def refresh(self) -> None:
        """The card as the server has it now; where something is typed the two are compared."""
        if self.registration.phase in USABLE:
            (self.registration.look if self._touched else self.registration.open)()

    def _note_changes(self, changes: list[Change]) -> None:
        if Change(Kind.DOCUMENT, self._document_id) in changes:
            self.refresh()

    def _take_proposals(self) -> None:
        """Only an unregistered card takes proposals, and only into empty fields."""
        card = self.registration.card
        if card is not None and card.state is DocumentState.DRAFT and self.may_edit():
            for proposal in chain.from_iterable(self._pending.values()):
                self.form.show_proposal(proposal)

    def _count_unconfirmed(self) -> None:
        count = len(self.form.unconfirmed())
        self.foot.hint.setText(self.tr("Не проверено предложенных: {0}").format(count) if count else "")

    def _touch(self) -> None:
        self._touched = True
        self._proposals_checked = False
        self._keeping.start()
