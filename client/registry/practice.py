"""The folder «Учебные»: what one practises on, a new document of it, and wiping them all."""

from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from client.core.calls import Call
from client.core.city_time import moment
from client.shell.register_page import RegisterPage
from client.shell.workplace import Workplace
from client.widgets.fields import ChoiceField
from client.widgets.filter_line import FilterLine
from client.widgets.form import Form
from client.widgets.form_dialog import FormDialog
from client.widgets.messages import Question, label, said
from client.widgets.paged_model import Column, PagedState
from common.kernel.changes import Kind
from common.kernel.ids import DocumentId, JournalId
from common.kernel.paging import PAGE_SIZE, Page
from common.kernel.validation import Problem
from common.kernel.wording import day
from common.registry.classes import DocumentClass
from common.registry.document import Dictionaries
from common.registry.kinds import OF_THE_QUEUE
from common.registry.practice import PracticeFilter, PracticeJournal, PracticeRow
from common.rpc.errors import CallError

REST = 250  # ms of rest in typing before the server is asked
SUMMARY = 4  # the column that takes what width is left


class PracticePage(RegisterPage):
    """Ins begins a document, Enter opens one; the line above says what all of this is."""

    everybodys = False

    def __init__(self, workplace: Workplace) -> None:
        self.text = FilterLine()
        super().__init__(workplace, "registry.practice", frozenset({Kind.DOCUMENT}))
        self.stretch(SUMMARY)
        self._rest = QTimer(self, singleShot=True, interval=REST)
        self._rest.timeout.connect(self.model.reload)
        self.text.setPlaceholderText(self.tr("Номер, содержание, корреспондент"))
        self.text.setAccessibleName(self.tr("Отбор учебных документов"))
        self.text.setMaxLength(200)
        self.text.setClearButtonEnabled(True)
        self.text.textChanged.connect(self._narrow)
        self.text.left_down.connect(self.view.setFocus)
        self.focus_filter("Ctrl+Shift+F", self.text)
        self.question = Question()
        if not self.everybodys:
            words = self.tr("&Новый учебный  Ins")
            self.new_button = self.command(words, "Ins", self.begin, primary=True)
        self.add_to_bar(self.text, 1)
        self.wipe_button = self.command(self._wiping(), "Ctrl+Shift+Del", self.ask, picture="trash")
        self.add_above(self._explanation())
        self.model.changed_state.connect(self._follow)
        self.setAccessibleName(self.tr("Учебные документы"))

    def chosen(self) -> PracticeFilter:
        return PracticeFilter(text=self.text.text().strip(), mine=not self.everybodys)

    def empty_words(self) -> tuple[str, str, str]:
        words = self.tr(
            "Ins заводит учебный документ: с ним можно всё то же, что с настоящим, но он нигде не считается."
        )
        return self.tr("Учебных документов нет"), words, "certificate"

    def columns(self) -> tuple[Column, ...]:
        return (
            Column(self.tr("Номер"), lambda row: row.number or self.tr("без номера"), 130),
            Column(self.tr("Дата"), lambda row: day(row.registered) if row.registered else "", 88),
            Column(self.tr("Вид"), lambda row: row.kind, 140, tooltip=lambda row: row.kind),
            Column(self.tr("Корреспондент"), lambda row: row.correspondent, 190, tooltip=lambda row: row.correspondent),
            Column(self.tr("Краткое содержание"), lambda row: row.summary, 280, tooltip=lambda row: row.summary),
            Column(self.tr("Состояние"), lambda row: row.state.label, 130),
            Column(self.tr("Завёл"), lambda row: row.author, 130),
            Column(self.tr("Когда"), lambda row: moment(row.created), 116),
        )

    def fetch(self, owner: QObject, offset: int) -> Call[Page[Any]]:
        documents = self.workplace.apis.practice.documents
        return self.workplace.calls(owner, documents, self.chosen(), offset, PAGE_SIZE)

    def open_row(self, row: PracticeRow) -> None:
        self.workplace.navigator.open_document(row.id)

    def begin(self) -> None:
        dialog = PracticeDialog(self.workplace, self)
        dialog.saved.connect(self.workplace.navigator.open_document)
        dialog.open()

    def ask(self) -> None:
        self.question.ask(
            self._asking().format(self.model.total), (self.tr("&Стереть"), self.wipe), (self.tr("&Нет"), self._leave)
        )

    def wipe(self) -> None:
        call = self.workplace.calls(self, self.workplace.apis.practice.wipe, self.everybodys)
        call.then(self._tell).fails(self._refuse)

    def _wiping(self) -> str:
        return self.tr("Стереть учебные документы")

    def _asking(self) -> str:
        return self.tr("Стереть ваши учебные документы с файлами и номерами ({0})? Вернуть их будет нельзя.")

    def _explanation(self) -> QWidget:
        words = self.tr(
            "Учебные документы нигде не учитываются: их нет в реестрах, поиске, отчётах и книге номеров,"
            " о них никто не узнаёт, их видят только автор и администраторы."
        )
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(8, 6, 8, 2)
        column.addWidget(label(words, "practice", wrap=True))
        column.addWidget(self.question)
        return holder

    def _tell(self, count: int) -> None:
        self.question.ask(self.tr("Стёрто учебных документов: {0}.").format(count), (self.tr("&Понятно"), self._leave))
        self.model.reload()

    def _refuse(self, error: CallError) -> None:
        self.question.ask(said(error), (self.tr("&Понятно"), self._leave), alarm=True)

    def _leave(self) -> None:
        self.view.setFocus()

    def _narrow(self, *_: object) -> None:
        self._rest.start()

    def _follow(self, state: PagedState) -> None:
        if state is PagedState.READY:
            self.wipe_button.setEnabled(self.model.total > 0 and not self.chosen().text)
            title, text, _ = self.empty_words()
            narrowed = bool(self.chosen().text)
            self.empty.title.setText(self.tr("Ничего не найдено") if narrowed else title)
            self.empty.text.setText(self.tr("Измените слова отбора.") if narrowed else text)


class EverybodysPractice(PracticePage):
    """The administrator's: what all clerks practise on."""

    everybodys = True

    def empty_words(self) -> tuple[str, str, str]:
        words = self.tr("Здесь видно, на чём учатся делопроизводители: учебные документы всех мест регистрации.")
        return self.tr("Учебных документов нет"), words, "certificate"

    def _wiping(self) -> str:
        return self.tr("Стереть учебные документы всех")

    def _asking(self) -> str:
        return self.tr(
            "Стереть учебные документы всех делопроизводителей с файлами и номерами ({0})? Вернуть их будет нельзя,"
            " счёт учебных журналов начнётся с единицы."
        )


class PracticeDialog(FormDialog):
    """In which journal for practice, and of which kind."""

    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        form = Form(None, ["journal", "kind"])
        self._work = workplace
        self._journals: dict[JournalId, PracticeJournal] = {}
        self._kinds: dict[DocumentClass, list[tuple[str, str]]] = {}
        self.journal, self.kind = ChoiceField(nothing=JournalId(0)), ChoiceField()
        self.hint = label(self.tr("Документ увидите только вы и администраторы."), "caption", wrap=True)
        super().__init__(self.tr("Новый учебный документ"), form, self.tr("&Создать"), parent)
        form.add("journal", self.tr("Учебный журнал"), self.journal, 0, span=2)
        form.add("kind", self.tr("Вид документа"), self.kind, 1, span=2)
        form.add_wide(self.hint, 2)
        form.close_up(3)
        self.resize(560, 190)
        self.journal.edited.connect(self._offer_kinds)
        workplace.calls(self, workplace.apis.registry.dictionaries).then(self._know_kinds).fails(self.refuse)
        workplace.calls(self, workplace.apis.practice.journals).then(self._offer).fails(self.refuse)
        self.journal.editor.setFocus()

    def problems(self) -> Iterable[Problem]:
        if not self.journal.value():
            yield Problem("journal", self.tr("Выберите учебный журнал."))

    def send(self) -> Call[DocumentId]:
        return self._work.calls(self, self._work.apis.practice.begin, self.journal.value(), self.kind.value() or "")

    def _know_kinds(self, dictionaries: Dictionaries) -> None:
        for kind in dictionaries.kinds:
            if not kind.draft.closed:
                self._kinds.setdefault(kind.draft.document_class, []).append((kind.key, kind.title))
        self._offer_kinds()

    def _offer(self, journals: list[PracticeJournal]) -> None:
        self._journals = {each.id: each for each in journals}
        several = len({each.place for each in journals}) > 1
        self.journal.show_choices(
            [(each.id, f"{each.title} — {each.place}" if several else each.title) for each in journals]
        )
        if journals:
            self.journal.show_value(journals[0].id)
        else:
            self.hint.setText(
                self.tr(
                    "Учебных журналов у вашего места регистрации нет. Их заводит администратор: «Журналы»,"
                    " «Добавить», отметка «Учебный»."
                )
            )
        self._offer_kinds()

    def _offer_kinds(self) -> None:
        journal = self._journals.get(self.journal.value())
        of_class = self._kinds.get(journal.document_class, []) if journal else []
        offered = [each for each in of_class if not (journal and journal.kind) or each[0] == journal.kind]
        self.kind.show_value("")  # the kind of another journal is none of this one
        self.kind.show_choices(offered)
        keys = [key for key, _ in offered]
        self.kind.show_value(OF_THE_QUEUE if OF_THE_QUEUE in keys else next(iter(keys), ""))
