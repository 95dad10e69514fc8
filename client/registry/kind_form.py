"""The definition of a kind of documents: its class, numbers, extra fields, rules; tried on last year first."""

from collections.abc import Iterable
from functools import partial

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPushButton, QWidget

from client.core.calls import Call
from client.registry.dry_run_window import DryRunWindow
from client.registry.journals import tokens_explained
from client.shell.workplace import Workplace
from client.widgets.entry_dialog import EntryDialog
from client.widgets.fields import ChoiceField, FlagField, MultilineField, TextField
from client.widgets.form import Form
from client.widgets.form_dialog import FormDialog
from client.widgets.lookup import Suggestion
from client.widgets.messages import label
from client.widgets.paged_model import Column
from client.widgets.rows_field import RowsField
from common.calendars import Norm
from common.kernel.validation import Problem
from common.registry.classes import DocumentClass, RecordForm
from common.registry.document import Dictionaries
from common.registry.kinds import Demand, DryRun, ExtraField, Kind, KindDraft
from common.registry.values import ValueType


class ExtraFieldsField(RowsField):
    """The extra fields of a kind."""

    def __init__(self) -> None:
        super().__init__(
            (
                Column("Название", lambda each: each.title, 180),
                Column("Ключ", lambda each: each.key, 100),
                Column("Тип", lambda each: each.type.label, 120),
                Column("Где", _whereabouts, 190),
            ),
            stretch=0,
        )

    def blank(self) -> ExtraField:
        return ExtraField(key="", title="")

    def edited_row(self, row: ExtraField) -> ExtraField | None:
        dialog = ExtraFieldDialog(row, self)
        return dialog.extra_field() if dialog.exec() == QDialog.DialogCode.Accepted else None


def _whereabouts(field: ExtraField) -> str:
    words = {
        "обязательное": field.mandatory, "в списке": field.in_list, "в поиске": field.in_search,
        "в печати": field.in_print,
    }  # fmt: skip
    return ", ".join(word for word, holds in words.items() if holds)


class ExtraFieldDialog(EntryDialog):
    def __init__(self, field: ExtraField, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Дополнительное поле"), Form(ExtraField, ["title", "key"]), parent)
        self.title, self.key = TextField(), TextField(self.tr("латиницей: deadline, pages_total"))
        self.type = ChoiceField([(each, each.label) for each in ValueType], nothing=ValueType.TEXT)
        self.choices = MultilineField(rows=4, placeholder=self.tr("по одному значению в строке"))
        self.form.add("title", self.tr("Название"), self.title, 0, span=2)
        self.form.add("key", self.tr("Ключ"), self.key, 1)
        self.form.add("type", self.tr("Тип"), self.type, 1, 1)
        self.form.add("choices", self.tr("Значения"), self.choices, 2, span=2)
        self.flags = {
            "mandatory": FlagField(self.tr("Обязательное")), "in_list": FlagField(self.tr("Столбец в списках")),
            "in_search": FlagField(self.tr("Находится поиском")), "in_print": FlagField(self.tr("В печатных формах")),
        }  # fmt: skip
        for place, (name, flag) in enumerate(self.flags.items()):
            self.form.add(name, "", flag, 3 + place // 2, place % 2)
        self.form.close_up(5)
        values = {name: getattr(field, name) for name in ExtraField.__struct_fields__}
        self.form.show_values({**values, "choices": "\n".join(field.choices)})
        self.type.changed.connect(self._follow_type)
        self._follow_type()
        self.resize(600, 300)
        self.title.editor.setFocus()

    def extra_field(self) -> ExtraField:
        values = self.form.values()
        choices = [line.strip() for line in str(values["choices"]).splitlines() if line.strip()]
        return ExtraField(**{**values, "choices": choices if self.type.value().nature.listed else []})

    def problems(self) -> Iterable[Problem]:
        return self.extra_field().faults()

    def _follow_type(self) -> None:
        self.form.show_field("choices", visible=self.type.value().nature.listed)


class KindForm(FormDialog):
    """New numbers are saved only after a look at what last year's documents would have got."""

    def __init__(self, workplace: Workplace, kind: Kind | None, parent: QWidget | None = None) -> None:
        form = Form(KindDraft, ["title", "key", "document_class"])
        self._work, self._kind, self._today = workplace, kind, workplace.today()
        super().__init__(self.tr("Вид документа"), form, self.tr("&Сохранить"), parent)
        self._make_fields()
        self._lay_out(form)
        self.dry_run = QPushButton(self.tr("&Проверить на прошлом годе…"))
        self.buttons.addButton(self.dry_run, QDialogButtonBox.ButtonRole.ActionRole)
        self.dry_run.clicked.connect(self.try_out)
        draft = kind.draft if kind else KindDraft(key="", title="", document_class=DocumentClass.OUTGOING)
        self._looked_at = draft.numbering
        values = {name: getattr(draft, name) for name in KindDraft.__struct_fields__}
        form.show_values(values)
        self.key.set_read_only(kind is not None)
        self.record_form.changed.connect(self._follow_form)
        self._follow_form()
        workplace.calls(self, workplace.apis.registry.dictionaries).then(self._offer).fails(self.refuse)
        workplace.calls(self, workplace.apis.calendars.norms).then(self._offer_norms).fails(self.refuse)
        self.resize(820, 620)
        self.title.editor.setFocus()

    def draft(self) -> KindDraft:
        return KindDraft(**self.form.values())

    def problems(self) -> Iterable[Problem]:
        return self.draft().problems()

    def send(self) -> Call[int]:
        return self._work.calls(self, self._work.apis.kinds.put, self.draft(), self._version())

    def _version(self) -> int:
        return self._kind.version if self._kind else 0

    def save(self) -> None:
        """New numbers are saved from the window of their trial."""
        if self.draft().numbering == self._looked_at:
            super().save()
        else:
            self.try_out()

    def try_out(self) -> None:
        if self.form.check(self.problems()):
            call = self._work.calls(self, self._work.apis.kinds.dry_run, self.draft(), self._version())
            call.then(self._show_dry_run).fails(self.refuse)

    def _make_fields(self) -> None:
        self.title, self.key = TextField(), TextField(self.tr("латиницей: minutes, service_note"))
        self.document_class = ChoiceField(
            [(each, each.label) for each in DocumentClass], nothing=DocumentClass.OUTGOING
        )
        self.code = TextField()
        self.template, self.own_series = (
            TextField(self.tr("пусто — как у журнала")),
            FlagField(self.tr("Своя нумерация, отдельная от журнала класса")),
        )
        self.extra = ExtraFieldsField()
        self.recipients = self._work.people.several(self.tr("кому по умолчанию"))
        self.norm = ChoiceField(may_be_empty=True)
        self.retention = TextField(self.tr("5 лет ЭПК, ст. 70"))
        self.record_form = ChoiceField([(each, each.label) for each in RecordForm], nothing=RecordForm.ELECTRONIC)
        self.form_basis = TextField(self.tr("44-ФЗ, положение о комиссии"))
        self.signature = ChoiceField([(each, each.label) for each in Demand], nothing=Demand.NONE)
        self.number_when_signed = FlagField(self.tr("Номер — сразу при подписании"))
        self.closed = FlagField(self.tr("Закрыт: новых документов этого вида не заводят, начатые регистрируют"))

    def _lay_out(self, form: Form) -> None:
        form.add("title", self.tr("Название"), self.title, 0, span=2)
        form.add("key", self.tr("Ключ"), self.key, 1)
        form.add("document_class", self.tr("Класс"), self.document_class, 1, 1)
        form.add("template", self.tr("Шаблон номера"), self.template, 2)
        form.add("code", self.tr("Код вида"), self.code, 2, 1)
        form.add("own_series", "", self.own_series, 3, span=2)
        since = self.tr("Изменённый шаблон действует со следующего номера, после проверки на прошлом годе.")
        form.add_wide(label(f"{since} {tokens_explained()}", "caption", wrap=True), 4)
        form.add("fields", self.tr("Поля"), self.extra, 5, span=2)
        form.add("recipient_ids", self.tr("Адресаты"), self.recipients, 6, span=2)
        form.add("deadline_norm", self.tr("Срок"), self.norm, 7)
        form.add("retention", self.tr("Хранение"), self.retention, 7, 1)
        form.add("form", self.tr("Форма ведения"), self.record_form, 8)
        form.add("form_basis", self.tr("Основание"), self.form_basis, 8, 1)
        form.add("signature", self.tr("Подпись (ЭП)"), self.signature, 9)
        form.add("number_when_signed", "", self.number_when_signed, 9, 1)
        form.add("closed", "", self.closed, 10, span=2)
        form.close_up(11)

    def _offer(self, dictionaries: Dictionaries) -> None:
        chosen = set(self.recipients.value())
        self.recipients.show_value(
            [Suggestion(each.id, each.name) for each in dictionaries.addressees if each.id in chosen]
            or self.recipients.value()
        )

    def _offer_norms(self, norms: list[Norm]) -> None:
        self.norm.show_choices([(norm.key, norm.rule.title) for norm in norms])

    def _follow_form(self) -> None:
        self.form.show_field("form_basis", visible=self.record_form.value() is not RecordForm.ELECTRONIC)

    def _show_dry_run(self, result: DryRun) -> None:
        draft = self.draft()
        is_new = draft.numbering != self._looked_at
        window = DryRunWindow(
            self._work, draft, result, self._today.year - 1, self, saves=is_new, begins=self._kind is None
        )
        window.approved.connect(partial(self._approve, draft.numbering))
        window.open()

    def _approve(self, numbering: tuple[str, str, bool]) -> None:
        self._looked_at = numbering
        self.save()
