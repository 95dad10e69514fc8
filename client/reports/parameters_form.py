"""The form that asks for a report's parameters, built from their list."""

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import QObject

from client.core.calls import Call
from client.shell.workplace import Workplace
from client.widgets.date_field import DateField
from client.widgets.field import Field
from client.widgets.fields import ChoiceField, FlagField, TextField
from client.widgets.form import Form
from client.widgets.lookup import CallLookup, document_suggestion
from client.widgets.pickers import PickField
from common.kernel.paging import Page
from common.kernel.validation import Problem
from common.registry.document import DocumentFilter, DocumentRow
from common.reports import Parameter, ParameterKind

FindDocuments = Callable[[QObject, str], Call[Page[DocumentRow]]]
YES, NO = "1", ""


def finding(workplace: Workplace) -> FindDocuments:
    """Documents by what is typed of their numbers."""

    def find(owner: QObject, text: str) -> Call[Page[DocumentRow]]:
        chosen = DocumentFilter(document_class=None, number=text)
        return workplace.calls(owner, workplace.apis.registry.documents, chosen, 0, 20)

    return find


class ParametersForm(Form):
    """Values leave it as text, as they travel."""

    def __init__(self, parameters: Sequence[Parameter], today: date, find_documents: FindDocuments) -> None:
        super().__init__(mandatory=[parameter.name for parameter in parameters if parameter.required])
        self.setMaximumWidth(720)
        self._parameters, self._today, self._find_documents = parameters, today, find_documents
        for number, parameter in enumerate(parameters):
            row, column = divmod(number, 2)
            field = self._field(parameter)
            self.add(parameter.name, parameter.label, field, row, column)
            self._show_default(parameter, field)

    def texts(self) -> dict[str, str]:
        return {parameter.name: self._text(parameter) for parameter in self._parameters}

    def problems(self) -> list[Problem]:
        return [
            Problem(parameter.name, self.tr("Заполните поле «{0}».").format(parameter.label))
            for parameter in self._parameters
            if parameter.required and parameter.kind is not ParameterKind.FLAG and not self._text(parameter)
        ]

    def _text(self, parameter: Parameter) -> str:
        value = self.fields[parameter.name].value()
        if isinstance(value, bool):
            return YES if value else NO
        if isinstance(value, date):
            return value.isoformat()
        return "" if value is None else str(value)

    def _field(self, parameter: Parameter) -> Field:
        if parameter.kind is ParameterKind.DATE:
            return DateField(self._today)
        if parameter.kind is ParameterKind.CHOICE:
            return ChoiceField(parameter.choices, nothing=None)
        if parameter.kind is ParameterKind.FLAG:
            return FlagField("")
        if parameter.kind is ParameterKind.DOCUMENT:
            lookup = CallLookup(self._find_rows, document_suggestion)
            return PickField(lookup, placeholder=self.tr("регистрационный номер"))
        return TextField()

    def _show_default(self, parameter: Parameter, field: Field) -> None:
        if not parameter.default and parameter.kind is not ParameterKind.CHOICE:
            return
        field.show_value(parameter.default == YES if parameter.kind is ParameterKind.FLAG else parameter.default)

    def _find_rows(self, owner: QObject, text: str) -> Call[Page[DocumentRow]]:
        return self._find_documents(owner, text)
