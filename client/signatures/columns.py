"""The columns in which signatures are listed."""

from datetime import datetime
from typing import Any

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QColor, QGuiApplication

from client.core.city_time import local, moment
from client.widgets.paged_model import Column
from client.widgets.theme import tones_of
from common.signatures import Method, SignatureRow, Verdict

METHODS = {Method.SIMPLE: "простая", Method.CRYPTOGRAPHIC: "сертификат", Method.NONE: "—"}


def signature_columns() -> tuple[Column, ...]:
    """The first five tell what matters and fit beside the text of the document on a small screen."""
    coloured: dict[int, Any] = {int(Qt.ItemDataRole.ForegroundRole): _colour}
    tr = _tr
    return (
        Column(tr("Результат"), verdict_of, 150, tooltip=lambda row: row.verdict.advice(row.method), roles=coloured),
        Column(tr("Кто подписал"), signer_of, 180, tooltip=signer_of),
        Column(tr("Файл"), file_of, 136, tooltip=file_of),
        Column(tr("Чем"), lambda row: METHODS[row.method], 92, tooltip=certificate_of),
        Column(tr("Подписано"), claimed_of, 124),
        Column(tr("Роль"), lambda row: row.role.label, 110),
        Column(tr("Подтверждено"), trusted_of, 170, tooltip=trusted_of),
        Column(tr("Проверено"), lambda row: moment(row.checked_at), 120),
    )


def verdict_of(row: SignatureRow) -> str:
    return _tr("отозвана") if row.withdrawn_at else row.verdict.label


def signer_of(row: SignatureRow) -> str:
    acting = _tr(" (за {0})").format(row.acting_for) if row.acting_for else ""
    organisation = row.certificate.organisation if row.foreign and row.certificate else ""
    return row.signer + acting + (f", {organisation}" if organisation else "")


def file_of(row: SignatureRow) -> str:
    return row.file if row.number == 1 else _tr("{0}, версия {1}").format(row.file, row.number)


def certificate_of(row: SignatureRow) -> str:
    if row.certificate is None:
        return row.method.label
    since, until = (local(each) for each in (row.certificate.since, row.certificate.until))
    return _tr("{0}, № {1}, издатель {2}, с {3} по {4}").format(
        row.format, row.certificate.serial, row.certificate.issuer, f"{since:%d.%m.%Y}", f"{until:%d.%m.%Y}"
    )


def claimed_of(row: SignatureRow) -> str:
    claimed: datetime | None = row.claimed_at or (None if row.foreign else row.trusted_at)
    return moment(claimed) if claimed else "—"


def trusted_of(row: SignatureRow) -> str:
    words = _tr("штамп времени") if row.stamped else _tr("сервер")
    return f"{moment(row.trusted_at)}, {words}"


def _colour(row: SignatureRow) -> QColor:
    tones = tones_of(QGuiApplication.palette())
    if row.withdrawn_at:
        return QColor(tones.disabled)
    return QColor(tones.good if row.verdict is Verdict.VALID else tones.problem)


def _tr(text: str) -> str:
    return QCoreApplication.translate("SignatureColumns", text)
