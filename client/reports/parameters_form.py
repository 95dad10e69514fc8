"""The form that asks for a report's parameters, built from their list."""

from collections.abc import Callable, Sequence
from datetime import date

from msgspec.structs import replace
from PySide6.QtCore import QObject

from client.core.calls import Call
from client.shell.workplace import Workplace
from client.widgets.date_field import DateField
from client.widgets.field import Field
from client.widgets.fields import ChoiceField, FlagField, TextField
from client.widgets.form import Form
from client.widgets.lookup import CallLookup, Suggestion, correspondent_suggestion, document_suggestion
from client.widgets.pickers import PickField
from common.correspondents import CorrespondentRow
from common.kernel.named import Named, named, named_value
from common.kernel.paging import Page
from common.kernel.several import joined
from common.kernel.validation import Problem
from common.registry.document import DocumentFilter, DocumentRow
from common.reports import Parameter, ParameterKind, all_named

YES, NO = "1", ""


class ParametersForm(Form):
    """Values leave it as text, as they travel."""

    def __init__(self, parameters: Sequence[Parameter], workplace: Workplace) -> None:
        super().__init__(mandatory=[parameter.name for parameter in parameters if parameter.required])
        self.setMaximumWidth(720)
        self._parameters, self._work = parameters, workplace
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
        if isinstance(value, list):
            return joined(value)
        return "" if value is None else str(value)

    def _field(self, parameter: Parameter) -> Field:
        tr, people = self.tr, self._work.people
        makers: dict[ParameterKind, Callable[[], Field]] = {
            ParameterKind.DATE: lambda: DateField(self._work.today()),
            ParameterKind.CHOICE: lambda: ChoiceField(parameter.choices, nothing=None),
            ParameterKind.FLAG: lambda: FlagField(""),
            ParameterKind.DOCUMENT: lambda: PickField(
                CallLookup(self._find_documents, document_suggestion), placeholder=tr("регистрационный номер")
            ),
            ParameterKind.PERSON: lambda: people.named(tr("фамилия")),
            ParameterKind.PEOPLE: lambda: people.several_named(tr("фамилии")),
            ParameterKind.CORRESPONDENT: lambda: PickField(
                CallLookup(self._find_correspondents, _named_correspondent), placeholder=tr("название, ИНН")
            ),
        }
        return makers.get(parameter.kind, TextField)()

    def _show_default(self, parameter: Parameter, field: Field) -> None:
        kind, default = parameter.kind, parameter.default
        if not default and kind is not ParameterKind.CHOICE:
            return
        if kind is ParameterKind.PEOPLE:
            field.show_value([_chosen(each) for each in all_named(default)])
        elif kind in {ParameterKind.PERSON, ParameterKind.CORRESPONDENT}:
            one = named(default)
            field.show_value(_chosen(one) if one and one.id else default)
        else:
            field.show_value(default == YES if kind is ParameterKind.FLAG else default)

    def _find_documents(self, owner: QObject, text: str) -> Call[Page[DocumentRow]]:
        chosen = DocumentFilter(document_class=None, number=text)
        return self._work.calls(owner, self._work.apis.registry.documents, chosen, 0, 20)

    def _find_correspondents(self, owner: QObject, text: str) -> Call[list[CorrespondentRow]]:
        return self._work.calls(owner, self._work.apis.correspondents.like, text)


def _chosen(one: Named) -> Suggestion:
    return Suggestion(named_value(one.name, one.id) if one.id else one.name, one.name)


def _named_correspondent(row: CorrespondentRow) -> Suggestion:
    return replace(correspondent_suggestion(row), key=named_value(row.name, row.id))
