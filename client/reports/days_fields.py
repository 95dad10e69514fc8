"""The days of a report told in words: «прошлая неделя», «по сегодняшний день»."""

from collections.abc import Mapping, Sequence
from datetime import date

from client.widgets.fields import ChoiceField
from client.widgets.form import Form
from common.reports import Parameter
from common.schedules import LAST_YEAR, THIS_YEAR, RelativePeriod, begun, offered, told_in_words

LATELY = RelativePeriod.LAST_WEEK


def in_words(form: Sequence[Parameter], texts: Mapping[str, str], today: date) -> dict[str, str]:
    """The parameters that stand in the form of a report, with what comes nearest in the place of their days."""
    days = begun(form)
    dated = {each.name for each in days} | {each.ends for each in days}
    found = {name: text for name, text in texts.items() if name not in dated}
    for each in days:
        since, until = texts.get(each.name, ""), texts.get(each.ends, "")
        period = told_in_words(each, since, until, today) if since or until else None
        usual = LATELY if LATELY in offered(each) else offered(each)[0]
        found[each.name] = period or (usual if since or until or each.required else "")
    years = {f"{today.year}": THIS_YEAR, f"{today.year - 1}": LAST_YEAR}
    for each in form:
        if THIS_YEAR in dict(each.choices):
            found[each.name] = years.get(found[each.name], found[each.name])
    return found


class DaysFields:
    """A choice for each of the days."""

    def __init__(self, days: Sequence[Parameter], nothing: str) -> None:
        self._fields = {}
        self._labels = {each.name: each.label.removesuffix(" с") for each in days}
        for each in days:
            unlimited = [] if each.required else [("", nothing)]
            self._fields[each.name] = ChoiceField([*unlimited, *((one.value, one.label) for one in offered(each))])

    def add_to(self, form: Form, row: int, *, span: int) -> int:
        """Gives the row below."""
        for name, field in self._fields.items():
            form.add(name, self._labels[name], field, row, span=span)
            row += 1
        return row

    def show(self, texts: Mapping[str, str]) -> None:
        for name, field in self._fields.items():
            field.show_value(texts.get(name, ""))

    def texts(self) -> dict[str, str]:
        return {name: field.value() for name, field in self._fields.items()}
