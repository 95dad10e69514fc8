"""The register of powers of attorney (МЧД): by hand or out of their XML."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialogButtonBox, QFileDialog, QPushButton, QWidget

from client.core.calls import Call
from client.shell.list_page import ListPage
from client.shell.workplace import Workplace
from client.widgets.date_field import DateField
from client.widgets.fields import MultilineField, TextField
from client.widgets.form import Form
from client.widgets.form_dialog import FormDialog
from client.widgets.lookup import Suggestion
from client.widgets.paged_model import Column
from common.kernel.changes import Kind
from common.kernel.ids import PowersId
from common.kernel.validation import Problem
from common.kernel.wording import day
from common.signatures import LARGEST_SIGNATURE, Finding, PowersDraft, PowersPaper, PowersRead, PowersRow, Verdict

ENDINGS = (".sig", ".p7s", ".sgn")
POWERS = 4  # the column that takes what width is left


class PowersPage(ListPage):
    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace, frozenset({Kind.STAFF}), POWERS)

    def empty_words(self) -> tuple[str, str, str]:
        words = self.tr("Добавьте доверенность, по которой сотрудник подписывает: из XML или вручную.")
        return self.tr("Доверенностей нет"), words, "file-certificate"

    def columns(self) -> tuple[Column, ...]:
        return (
            Column(self.tr("Представитель"), lambda row: row.person, 170),
            Column(
                self.tr("Доверитель"), lambda row: row.draft.principal, 220, tooltip=lambda row: row.draft.principal
            ),
            Column(self.tr("Номер в реестре"), lambda row: row.draft.guid, 120, tooltip=lambda row: row.draft.guid),
            Column(self.tr("Срок"), lambda row: f"{day(row.draft.since)} – {day(row.draft.until)}", 160),
            Column(self.tr("Полномочия"), _powers, 220, tooltip=lambda row: row.draft.powers),
            Column(self.tr("Подпись доверителя"), _principal, 140, tooltip=_principal_checked),
            Column(self.tr("Состояние"), self._state, 110, tooltip=lambda row: row.refusal),
        )

    def fetch(self) -> Call[list[Any]]:
        return self.workplace.calls(self, self.workplace.apis.powers.register)

    def add(self) -> None:
        self._open_form(None)

    def open_row(self, row: PowersRow) -> None:
        self._open_form(row)

    def _open_form(self, row: PowersRow | None) -> None:
        dialog = PowersForm(self.workplace, row, self)
        dialog.saved.connect(self.refresh)
        dialog.open()

    def _state(self, row: PowersRow) -> str:
        if row.draft.revoked:
            return self.tr("отозвана")
        if row.draft.is_ahead(self.workplace.today()):
            return self.tr("ещё не действует")
        return self.tr("не действует") if row.refusal else self.tr("действует")


def _principal(row: PowersRow) -> str:
    return row.verdict.label.lower() if row.verdict else "не проверена"


def _principal_checked(row: PowersRow) -> str:
    return "\n".join(filter(None, (_checked(row.verdict) if row.verdict else "", _protocol(row.protocol))))


def _powers(row: PowersRow) -> str:
    return " ".join(row.draft.powers.split())


class PowersForm(FormDialog):
    def __init__(self, workplace: Workplace, row: PowersRow | None, parent: QWidget | None = None) -> None:
        form = Form(PowersDraft, ["guid", "principal", "person_id", "since", "until", "powers"])
        self._work, self._row = workplace, row
        self._paper: PowersPaper | None = None
        today = workplace.today()
        self.person = workplace.people.one(self.tr("фамилия сотрудника"))
        self.guid = TextField("xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx")
        super().__init__(self.tr("Машиночитаемая доверенность"), form, self.tr("Со&хранить"), parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.xml_button = QPushButton(self.tr("Прочитать из &XML…"))
        self.xml_button.setAutoDefault(False)
        self.xml_button.clicked.connect(self._choose)
        self.buttons.addButton(self.xml_button, QDialogButtonBox.ButtonRole.ActionRole)
        form.add("guid", self.tr("Номер в реестре (GUID)"), self.guid, 0, span=2)
        form.add("person_id", self.tr("Представитель"), self.person, 1)
        form.add("representative", self.tr("ФИО в доверенности"), TextField(), 1, 1)
        form.add("snils", self.tr("СНИЛС представителя"), TextField(), 2)
        form.add("tax_number", self.tr("ИНН представителя"), TextField(), 2, 1)
        form.add("principal", self.tr("Доверитель"), TextField(), 3)
        form.add("principal_tax_number", self.tr("ИНН доверителя"), TextField(), 3, 1)
        form.add("number", self.tr("Внутренний номер"), TextField(), 4)
        form.add("revoked", self.tr("Отозвана с"), DateField(today), 4, 1)
        form.add("since", self.tr("Действует с"), DateField(today), 5)
        form.add("until", self.tr("Действует по"), DateField(today), 5, 1)
        form.add("powers", self.tr("Полномочия"), MultilineField(rows=4), 6, span=2)
        form.close_up(7)
        form.show_values(row.draft if row else PowersDraft())
        if row is not None:
            self.person.show_value(Suggestion(row.draft.person_id, row.person))
        self.resize(820, 380)
        self.guid.editor.setFocus()

    def draft(self) -> PowersDraft:
        return PowersDraft(**self.form.values())

    def problems(self) -> Iterable[Problem]:
        return self.draft().problems()

    def send(self) -> Call[PowersId]:
        known, version = (self._row.id, self._row.version) if self._row else (None, 0)
        return self._work.calls(self, self._work.apis.powers.put, known, version, self.draft(), self._paper)

    def read_file(self, path: str) -> None:
        """With the signature that lies beside it, if there is one."""
        self._paper = None
        try:
            content, signature = _read(Path(path)), _read(_beside(Path(path)))
        except OSError:
            self.notice.say(self.tr("Файл не читается. Проверьте его и выберите ещё раз."), alarm=True)
            return
        if not content or max(len(content), len(signature)) > LARGEST_SIGNATURE:
            self.notice.say(self.tr("Это не файл доверенности: он пуст или слишком велик."), alarm=True)
            return
        self._paper = PowersPaper(content, signature) if signature else None
        asked = self._work.calls(self, self._work.apis.powers.read_xml, content, signature)
        asked.then(self._fill).fails(self.refuse)

    def _choose(self) -> None:
        dialog = QFileDialog(self, self.tr("Файл доверенности"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setNameFilter(self.tr("Доверенности (*.xml)"))
        dialog.fileSelected.connect(self.read_file)
        dialog.open()

    def _fill(self, read: PowersRead) -> None:
        """Whose employee it is, the person says: the file knows but the name."""
        chosen = self.person.value()
        self.form.show_values(read.draft)
        if chosen:
            self.person.show_value(chosen)
        words = self.tr("Прочитано из файла. Выберите сотрудника и сверьте полномочия и сроки.")
        self.notice.say(f"{words}\n{_checked(read.verdict)}", alarm=_is_bad(read.verdict))
        self.notice.setToolTip(_protocol(read.protocol))


def _beside(path: Path) -> Path:
    """The file of the signature: МЧД.xml.sig or МЧД.sig."""
    named = [path.name + each for each in ENDINGS] + [path.stem + each for each in ENDINGS]
    there = {each.name.lower(): each for each in path.parent.iterdir()}
    return next((there[name.lower()] for name in named if name.lower() in there), path.with_name(named[0]))


def _read(path: Path) -> bytes:
    """No more than is looked at; nothing where a signature is not there."""
    if path.suffix.lower() in ENDINGS and not path.is_file():
        return b""
    with path.open("rb") as file:
        return file.read(LARGEST_SIGNATURE + 1)


def _checked(verdict: Verdict | None) -> str:
    if verdict is None:
        return "Файла подписи (.sig) рядом нет: подпись доверителя не проверена."
    return f"Подпись доверителя: {verdict.label.lower()}."


def _is_bad(verdict: Verdict | None) -> bool:
    return verdict not in {None, Verdict.VALID}


def _protocol(protocol: Sequence[Finding]) -> str:
    return "\n".join(finding.text for finding in protocol)
