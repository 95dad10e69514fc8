"""What the drawn forms are made to say, whatever day it is: as a rule, without anything, and far too much of it."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from common.kernel.deadlines import Count, Deadline, DeadlineRule, Since
from common.scanning.codes import LABELS_ON_SHEET
from server.approvals.sheets import ApprovalSaid, RemarksSaid, Turn
from server.assignments.control_card import CardSaid, Execution
from server.assignments.sheet import Resolution
from server.distribution.sheets import AcquaintanceSaid
from server.registry.stamp import Stamp
from server.scanning.labels import Coded

MANY = 40
WORD = "Сельскохозяйственнопроизводственноперерабатывающий"
LONG = (
    f"{WORD} кооператив просит рассмотреть вопрос о выделении средств на ремонт кровли и инженерных сетей здания,"
    " предоставить сведения об источниках финансирования и сообщить о принятом решении. "
)
ORGANISATION = "Администрация муниципального образования городской округ «Город Сосновый Бор» Ленинградской области"
DAY, DUE = date(2026, 11, 5), date(2026, 12, 4)
RULE = DeadlineRule(title="Срок исполнения поручения", count=Count.CALENDAR, amount=30, since=Since.REGISTERED)
TERM = Deadline(DUE, DAY, RULE, DUE, [])

Fields = list[list[tuple[str, str]]]
DOCUMENT: Fields = [
    [("Документ", "Служебная записка № 01-12/1075 от 05.11.2026"), ("Подпись", "Шелест С. Н.")],
    [("Заголовок", "О ремонте кровли")],
    [("Исполнитель", "Громов М. С."), ("Подразделение", "Управление делами")],
]
EMPTY_DOCUMENT: Fields = [
    [("Документ", "Служебная записка, проект № 1075"), ("Подпись", "")], [("Заголовок", "")],
    [("Исполнитель", ""), ("Подразделение", "")],
]  # fmt: skip
LONG_DOCUMENT: Fields = [
    [("Документ", f"{WORD} договор № 01-12/1075-ДСП/2026-{'9' * 40} от 05.11.2026"),
     ("Подпись", "Константинопольский А. Ш.")],
    [("Заголовок", LONG * 4)],
    [("Контрагент", f"АО «{WORD} комбинат»"), ("Сумма", "1 234 567 890,12 руб.")],
    [("Исполнитель", "Громов М. С."), ("Подразделение", f"{WORD} отдел")],
]  # fmt: skip
PROCESS = [("Процесс №", "17"), ("Инициатор", "Громов М. С."), ("Тип", "Параллельный")]
COURSE: Fields = [
    PROCESS, [("Дата начала", "05.11.2026 09:30"), ("Дата окончания", "Идёт согласование"), ("Срок", "04.12.2026")]
]  # fmt: skip
BEGUN: Fields = [[*PROCESS[:2], ("Дата начала", "05.11.2026 09:30")]]
GIVEN = ["05.11.2026 11:02", "Шелест С. Н.\nуправляющий делами", "Не согласовано"]
AWAITED = ["", "Ларин О. В.\nзаместитель главы", "ожидается до 12.11.2026", "в отъезде до 04.12.2026"]
REMARK = [
    "Шелест С. Н., 05.11.2026 11:02\nУкажите источник финансирования",
    "отклонено",
    "Источник указан в приложении",
]

APPROVAL = {
    "": ApprovalSaid(DOCUMENT, COURSE, 1, [Turn(1, [*GIVEN, "Укажите источник"]), Turn(1, AWAITED)], [TERM]),
    "empty": ApprovalSaid(EMPTY_DOCUMENT, COURSE, 1, [Turn(1, ["", "", "—", ""])], []),
    "long": ApprovalSaid(
        LONG_DOCUMENT, COURSE, 2,
        [Turn(1 + number // 25, [*GIVEN, LONG * (number % 4)]) for number in range(MANY)] + [Turn(2, AWAITED)], [TERM],
    ),
}  # fmt: skip
REMARKS = {
    "": RemarksSaid(DOCUMENT, BEGUN, [REMARK, [REMARK[0], "", ""]], 1),
    "empty": RemarksSaid(EMPTY_DOCUMENT, BEGUN, [], 0),
    "long": RemarksSaid(
        LONG_DOCUMENT, BEGUN, [[f"{REMARK[0]}. {LONG * (number % 5)}", *REMARK[1:]] for number in range(MANY)], 0
    ),
}
PEOPLE = [
    ["Управление делами\nспециалист", "Громов М. С.", "Ознакомлен", "06.11.2026 10:15",
     "Доведено до отдела"],
    ["Отдел образования\nначальник", "Ларин О. В.", "Не ознакомлен, просрочено, срок 12.11.2026", "", ""],
]  # fmt: skip
READ: Fields = [*DOCUMENT[:2], [("Рассылка", "Управление делами; Индивидуально: 2")]]
ACQUAINTANCE = {
    "": AcquaintanceSaid(READ, PEOPLE, 2, 1, 1, [TERM]),
    "empty": AcquaintanceSaid([*EMPTY_DOCUMENT[:2], [("Рассылка", "")]], [], 0, 0, 0, []),
    "long": AcquaintanceSaid(
        [*LONG_DOCUMENT[:2], [("Рассылка", "; ".join(["Управление делами", "Отдел образования"] * 20))]],
        [[f"{WORD} отдел\n{WORD}", *PEOPLE[number % 2][1:4], LONG * (number % 3)] for number in range(MANY)],
        MANY, 20, 20, [TERM],
    ),
}  # fmt: skip
EXECUTION = Execution(
    "Шелест С. Н.: Подготовить ответ заявителю", "Громов М. С. (отв.), Ларин О. В.",
    "04.12.2026\nпервоначально 25.11.2026",
    "На исполнении, просрочено на 3 дн. (1 раб.)\n26.11.2026 Громов М. С.: Смета запрошена у подрядчика",
)  # fmt: skip
REQUISITES = [
    ("Класс", "Входящий"), ("Дата регистрации и №", "05.11.2026  № 01-12/1075"), ("Вид документа", "Письмо"),
    ("Корреспондент", "Прокуратура района"), ("Краткое содержание", "Об устранении нарушений законодательства"),
    ("Место регистрации", "Канцелярия"), ("Регистратор", "Баранова А. И."),
    ("Срок исполнения", "04.12.2026"), ("Дата исполнения", ""),
    ("Отметка о контроле", "на контроле: Жукова Е. Н., срок 04.12.2026"),
]  # fmt: skip
CARD = {
    "": CardSaid([], REQUISITES, [EXECUTION], [TERM]),
    "empty": CardSaid(
        ["УЧЕБНЫЙ ДОКУМЕНТ", "Регистрация аннулирована 06.11.2026: ошибка"],
        [("Класс", "Входящий"), ("Дата регистрации и №", "05.11.2026  № без номера"), ("Регистратор", "")], [], [],
    ),
    "long": CardSaid(
        [],
        [*REQUISITES[:4], ("Прежние номера", "\n".join(f"№ 01-12/{each}: перерегистрирован" for each in range(12))),
         ("Пункты", "\n".join(f"{each}. {LONG}" for each in range(1, MANY))), *REQUISITES[4:]],
        [Execution(f"Шелест С. Н.: {LONG * (each % 4)}", EXECUTION.executors, EXECUTION.term,
                   "\n".join([EXECUTION.outcome, *[LONG] * (30 if each == 3 else each % 3)])) for each in range(MANY)],
        [TERM],
    ),
}  # fmt: skip
SAID: dict[str, dict[str, Any]] = {
    "approvals.sheet": APPROVAL, "approvals.remarks": REMARKS, "distribution.sheet": ACQUAINTANCE,
    "assignments.control_card": CARD,
}  # fmt: skip


def resolution(executors: Sequence[str], text: str, *, bare: bool = False) -> Resolution:
    return Resolution(
        organisation=ORGANISATION, post="Глава муниципального образования", issued=not bare,
        restriction=[] if bare else ["Для служебного пользования", "Экз. № 2"],
        urgent=not bare, special=not bare,
        executors=list(executors), text=text, due=DUE, reasons=[] if bare else TERM.explanation().split("\n"),
        controller="" if bare else "Жукова Е. Н.", signed=DAY,
        signatory="Шелест С. Н." if bare else "Ларин О. В.\n(за Шелест С. Н.)",
        document="К документу № 01-12/1075 от 05.11.2026", summary="" if bare else LONG,
    )  # fmt: skip


RESOLUTIONS = {
    "": resolution(["Громову М. С. (отв.)", "Ларину О. В."], "Прошу подготовить ответ заявителю."),
    "empty": resolution(["Громову М. С."], "", bare=True),
    "long": resolution([f"Громову М. С., {WORD} отдел", *["Ларину О. В."] * 11], LONG * 10),
}
CODED = Coded("EDMS1|1234", "Вх. № 01-12/1075", "от 05.11.2026", "Письмо", "О выделении средств", "карточка 1234",
              "EDMS1|1234")  # fmt: skip
LONG_CODED = Coded("EDMS1|12345678", f"УЧЕБНЫЙ Вх. № 01-12/1075-ОГ/{'9' * 20}", "от 05.11.2026", f"{WORD} договор",
                   LONG * 4, "карточка 12345678", "EDMS1|12345678")  # fmt: skip
BARE_CODED = Coded("EDMS1|1", "Без номера", "", "Письмо", "", "карточка 1", "EDMS1|1")
CODED_ALL = [CODED, LONG_CODED, BARE_CODED]
MANY_CODED = [CODED_ALL[number % 3] for number in range(LABELS_ON_SHEET + 2)]
STAMP = Stamp(ORGANISATION, "Вх. №", "01-12/1075", DAY, 3, 12, "EDMS1|1234")
LONG_STAMP = Stamp(LONG, "Вх. №", f"01-12/1075-ОГ/{'9' * 20}", DAY, 300, 1200, "EDMS1|12345678")
