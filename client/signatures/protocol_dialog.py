"""The protocol of a signature: its certificate, each check, and what each found line by line."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QHeaderView, QVBoxLayout, QWidget

from client.core.city_time import moment
from client.shell.workplace import Workplace
from client.signatures.columns import certificate_of, claimed_of, signer_of, trusted_of
from client.widgets.fields import ChoiceField
from client.widgets.list_model import ListModel, list_view
from client.widgets.messages import Notice, label, restyle, said
from client.widgets.paged_model import Column
from client.widgets.theme import tones_of
from common.kernel.rights import Right
from common.rpc.errors import CallError
from common.signatures import FOR_ADMINISTRATORS, CheckRow, Finding, SignatureRow, Verdict

MARKS = {True: "✓", False: "✗", None: "?"}


class ProtocolDialog(QDialog):
    def __init__(self, workplace: Workplace, row: SignatureRow, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Протокол проверки подписи: {0}").format(row.file))
        self._administers = workplace.me.may(Right.ADMINISTER)
        self._method, self._checks = row.method, list[CheckRow]()
        self.verdict, self.notice = label("", wrap=True), Notice()
        coloured: dict[int, Any] = {int(Qt.ItemDataRole.ForegroundRole): _colour}
        self.model = ListModel(
            (
                Column("", lambda line: MARKS[line.holds], 28, roles=coloured),
                Column(self.tr("Что установлено"), lambda line: line.text, 560, tooltip=lambda line: line.text),
            ),
            self,
        )
        self.view, self.check = list_view(self.model), ChoiceField()
        self.view.setWordWrap(True)
        self.view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.check.changed.connect(self._show_check)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(self.notice)
        column.addWidget(label(self._what(row), wrap=True))
        column.addWidget(self.check)
        column.addWidget(self.verdict)
        column.addWidget(self.view, 1)
        column.addWidget(buttons)
        self.resize(680, 430)
        self.view.setFocus()
        workplace.calls(self, workplace.apis.signatures.checks, row.id).then(self._show).fails(self._refuse)

    def _what(self, row: SignatureRow) -> str:
        lines = [
            self.tr("{0} подпись: {1}").format(row.role.label, signer_of(row)),
            certificate_of(row),
            self.tr("Подписано {0}, подтверждено: {1}").format(claimed_of(row), trusted_of(row)),
        ]
        if row.powers:
            lines.append(self.tr("По доверенности {0}").format(row.powers))
        if row.withdrawn_at:
            lines.append(self.tr("Отозвана {0}: документ возвращён на доработку").format(moment(row.withdrawn_at)))
        return "\n".join(lines)

    def _show(self, checks: list[CheckRow]) -> None:
        self._checks = checks
        choices = [
            (place, self.tr("Проверка {0} — {1}: {2}").format(moment(each.at), each.person, each.verdict.label.lower()))
            for place, each in enumerate(checks)
        ]
        self.check.show_choices(choices)
        self.check.show_value(0)

    def _show_check(self) -> None:
        place = self.check.value()
        if not isinstance(place, int) or place >= len(self._checks):
            return
        found = self._checks[place]
        advice = found.verdict.advice(self._method)
        if self._administers and found.verdict in FOR_ADMINISTRATORS:
            advice += "\n" + FOR_ADMINISTRATORS[found.verdict]
        words = self.tr("{0}. {1}\nПроверено: {2}").format(found.verdict.label, advice, found.software)
        self.verdict.setText(words)
        self.verdict.setProperty("role", "good" if found.verdict is Verdict.VALID else "problem")
        restyle(self.verdict)
        self.model.show_rows(found.protocol)

    def _refuse(self, error: CallError) -> None:
        self.notice.say(said(error), alarm=True)


def _colour(line: Finding) -> QColor:
    tones = tones_of(QGuiApplication.palette())
    return QColor({True: tones.good, False: tones.problem, None: tones.warning}[line.holds])
