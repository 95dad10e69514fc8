"""Forms filled from the card: what a card gives, which forms can be filled, and the filled form itself."""

import zipfile
from collections.abc import Mapping
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from docx.opc.exceptions import PackageNotFoundError
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError
from jinja2.sandbox import SandboxedEnvironment
from lxml.etree import LxmlError

from common.registry.templates import BLANK, FIELDS
from common.rpc.errors import Invalid

MONTHS = "января февраля марта апреля мая июня июля августа сентября октября ноября декабря".split()
BROKEN = "Файл не открывается как DOCX. Сохраните шаблон в Word или LibreOffice в формате DOCX и загрузите снова."


NUMBERS = ("листов", "экземпляров", "приложений", "листов_приложений")


class Extra(dict[str, Any]):
    """The extra fields of a card; one that its kind does not have is blank."""

    def __missing__(self, _key: str) -> str:
        return BLANK


def fault_of(form: Path) -> str:
    """Why the form cannot be filled, with what to mend; empty when it can."""
    try:
        template = DocxTemplate(form)
        named = template.get_undeclared_template_variables(_environment())
        unknown = sorted(named - set(FIELDS))
        if unknown:
            return "; ".join(_unknown(name) for name in unknown) + ". Список полей — в руководстве, глава «Файлы»."
        trial = dict.fromkeys(FIELDS, "проба") | dict.fromkeys(NUMBERS, 1) | {"доп": Extra()}
        DocxTemplate(form).render(trial, _environment())
    except (PackageNotFoundError, zipfile.BadZipFile, LxmlError, KeyError, ValueError, OSError):
        return BROKEN
    except TemplateSyntaxError:
        return "Ошибка в разметке шаблона: проверьте скобки {{ }} и команды {% %}."
    except (TemplateError, TypeError, AttributeError):
        return "Шаблон обращается к тому, чего в карточке нет или что запрещено: оставьте в скобках только имена полей."
    return ""


def filled(form: Path, values: Mapping[str, Any], target: Path) -> None:
    """Raises Invalid where this card makes the form stumble."""
    template = DocxTemplate(form)
    try:
        template.render({name: _shown(value) for name, value in values.items()}, _environment())
    except (TemplateError, TypeError, AttributeError) as error:
        raise Invalid("Шаблон по этой карточке не заполняется. Сообщите администратору, какой это шаблон.") from error
    template.save(target)


def in_words(day: date | None) -> str:
    return f"{day.day} {MONTHS[day.month - 1]} {day.year} г." if day else ""


def _environment() -> SandboxedEnvironment:
    return SandboxedEnvironment(autoescape=True, undefined=StrictUndefined)


def _unknown(name: str) -> str:
    near = get_close_matches(name, FIELDS, n=1)
    return f"неизвестное поле «{name}»" + (f" (есть «{near[0]}»)" if near else "")


def _shown(value: Any) -> Any:
    if isinstance(value, date):
        return f"{value:%d.%m.%Y}"
    if isinstance(value, Mapping):
        return Extra({name: _shown(each) for name, each in value.items()})
    return BLANK if value in (None, "") else value
