"""What the invented city is made of: departments, institutions, leaders, dictionaries, organisations that write."""

from common.registry.classes import DocumentClass, RecordForm
from common.registry.kinds import Demand, ExtraField, KindDraft
from common.registry.values import ValueType

LEADERS = (
    ("Шелест", "Сергей", "Николаевич", "Мэр города"),
    ("Фомина", "Раиса", "Андреевна", "Первый заместитель мэра города"),
    ("Ларин", "Олег", "Викторович", "Заместитель мэра города"),
    ("Парыгин", "Виктор", "Михайлович", "Директор департамента городского хозяйства"),
    ("Губин", "Максим", "Фёдорович", "Заместитель мэра, директор департамента архитектуры и градостроительства"),
    ("Щеголева", "Елена", "Юрьевна", "Начальник управления делами"),
    ("Жолудь", "Игорь", "Анатольевич", "Директор департамента финансов и контроля"),
)
DEPARTMENTS = (
    ("Департамент городского хозяйства", "ДГХ"),
    ("Департамент архитектуры и градостроительства", "ДАГ"),
    ("Управление делами", "УД"),
    ("Департамент финансов и контроля", "ДФК"),
    ("Департамент имущественных отношений", "ДИО"),
    ("Департамент жилищной политики", "ДЖП"),
    ("Департамент транспорта", "ДТ"),
    ("Департамент образования", "ДО"),
    ("Департамент культуры", "ДК"),
    ("Департамент по делам молодёжи, физической культуры и спорта", "ДМФКС"),
    ("Департамент социальной политики", "ДСП"),
    ("Департамент городской экономической политики", "ДГЭП"),
    ("Департамент общественных отношений", "ДОО"),
    ("Департамент информационной политики", "ДИП"),
    ("Департамент правового обеспечения", "ДПО"),
    ("Департамент строительства", "ДС"),
    ("Департамент контрактной системы", "ДКС"),
    ("Департамент общественной безопасности", "ДОБ"),
    ("Управление дорожного хозяйства и благоустройства", "УДХБ"),
    ("Управление информатики", "УИ"),
    ("Управление кадров и муниципальной службы", "УКМС"),
    ("Управление муниципального жилищного контроля", "УМЖК"),
    ("Управление экологии", "УЭ"),
    ("Архивный отдел", "АО"),
    ("Отдел по работе с обращениями граждан", "ООГ"),
    ("Отдел контроля исполнения", "ОКИ"),
    ("Отдел мобилизационной подготовки", "ОМП"),
    ("Администрация Центрального округа", "АЦО"),
    ("Администрация Советского округа", "АСО"),
    ("Администрация Кировского округа", "АКО"),
    ("Администрация Ленинского округа", "АЛО"),
)
INSTITUTIONS = (
    ("МКУ «Центр хозяйственного обеспечения»", "ЦХО"),
    ("МКУ «Управление капитального строительства»", "УКС"),
    ("МКУ «Городской архив»", "Архив"),
    ("МБУ «Центр содержания и хранения имущества»", "ЦСХИ"),
    ("МКУ «Единая дежурно-диспетчерская служба»", "ЕДДС"),
    ("МБУ «Управление зелёного хозяйства»", "УЗХ"),
    ("МКУ «Служба заказчика»", "СЗ"),
    ("МБУ «Городской информационный центр»", "ГИЦ"),
    ("МКУ «Расчётный центр»", "РЦ"),
)
LETTERS = (
    ("letter", "Письмо"),
    ("request", "Запрос"),
    ("order", "Предписание"),
    ("protest", "Протест"),
    ("representation", "Представление"),
    ("telegram", "Телеграмма"),
    ("notice", "Уведомление"),
    ("invitation", "Приглашение"),
)
IN, OUT, INSIDE, ACT = DocumentClass.INCOMING, DocumentClass.OUTGOING, DocumentClass.INTERNAL, DocumentClass.ACT
SEATS = "Протоколы закупочных комиссий ведутся на бумаге: распоряжение мэра о служебной переписке, п. 4"


def _text(key: str, title: str, *, mandatory: bool = False) -> ExtraField:
    return ExtraField(key=key, title=title, mandatory=mandatory)


def _date(key: str, title: str) -> ExtraField:
    return ExtraField(key=key, title=title, type=ValueType.DATE)


def _person(key: str, title: str) -> ExtraField:
    return ExtraField(key=key, title=title, type=ValueType.PERSON)


def _flag(key: str, title: str) -> ExtraField:
    return ExtraField(key=key, title=title, type=ValueType.FLAG, in_search=False)


CHECKED = [
    _flag("corruption_check", "Антикоррупционная экспертиза"),
    _flag("legal_check", "Правовая экспертиза"),
    _date("to_register", "Направлен в регистр МНПА"),
    _date("to_prosecutor", "Направлен в прокуратуру"),
]
SPOKEN = [
    _text("phone", "Номер телефона"),
    _text("passed_by", "Передал (должность, ФИО)", mandatory=True),
    _text("taken_by", "Принял (должность, ФИО)"),
    ExtraField(key="spoken_at", title="Время передачи", type=ValueType.TIME),
]
FAXED = [
    _text("fax_from", "Факс отправителя"),
    _text("fax_to", "Факс получателя", mandatory=True),
    ExtraField(key="fax_pages", title="Страниц с титульной", type=ValueType.NUMBER, in_search=False),
    _flag("fax_delivered", "Отметка о доставке"),
]
SITTING = [
    ExtraField(key="held_on", title="Дата заседания", type=ValueType.DATE, mandatory=True, in_list=True),
    _person("chairman", "Председатель"),
    _person("secretary", "Секретарь"),
]
PERIOD = [
    ExtraField(key="period", title="Период", mandatory=True, in_list=True),
    _text("approved_by", "Утвердил"),
]
TERMS = {"protest": "protest", "representation": "submission", "order": "ten_working", "request": "prompt"}
FIVE_YEARS = "5 лет ЭПК (ст. 70)"
KINDS = (
    *(KindDraft(key=key, title=title, document_class=IN, retention=FIVE_YEARS, deadline_norm=TERMS.get(key, ""))
      for key, title in LETTERS),
    KindDraft(key="outgoing_letter", title="Исходящее письмо", document_class=OUT, code="ИСХ", retention=FIVE_YEARS),
    KindDraft(key="reply", title="Ответ", document_class=OUT, code="ОТВ", retention=FIVE_YEARS),
    KindDraft(key="memo", title="Служебная записка", document_class=INSIDE, code="СЗ", own_series=True,
              template="СЗ-{подр}/{N:02}", retention="5 лет ЭПК (ст. 47)"),
    KindDraft(key="phone_message", title="Телефонограмма", document_class=INSIDE, code="ТФ", own_series=True,
              template="ТФ-{N}", fields=SPOKEN, retention="3 года (ст. 182)"),
    KindDraft(key="fax_message", title="Факсограмма", document_class=INSIDE, code="ФГ", own_series=True,
              template="ФГ-{N}", fields=FAXED, retention="3 года (ст. 182)"),
    KindDraft(key="minutes", title="Протокол", document_class=INSIDE, code="ПР", own_series=True, template="{N}-пр",
              fields=SITTING, retention="Постоянно (ст. 18)"),
    KindDraft(key="agenda", title="Повестка", document_class=INSIDE, code="ПВ", own_series=True, template="{N}-пв",
              signature=Demand.SIMPLE, fields=SITTING, retention="5 лет (ст. 18)"),
    KindDraft(key="account", title="Отчёт", document_class=INSIDE, code="ОТ", own_series=True, template="ОТ-{гг}/{N}",
              signature=Demand.SIMPLE, fields=PERIOD, retention="5 лет (ст. 47)"),
    KindDraft(key="procurement_minutes", title="Протокол закупочной комиссии", document_class=INSIDE, code="ПЗК",
              own_series=True, template="{N}-пзк", fields=SITTING, form=RecordForm.PAPER, form_basis=SEATS,
              retention="5 лет ЭПК (ст. 18)"),
    KindDraft(key="internal_copy", title="Внутренняя копия", document_class=INSIDE, code="К",
              retention="До минования надобности"),
    KindDraft(key="resolution", title="Постановление", document_class=ACT, code="П", own_series=True,
              template="{N}-п", fields=CHECKED, retention="Постоянно (ст. 4)"),
    KindDraft(key="disposition", title="Распоряжение", document_class=ACT, code="Р", own_series=True,
              template="{N}-р", fields=CHECKED, retention="Постоянно (ст. 19 а)"),
    KindDraft(key="staff_order", title="Приказ по личному составу", document_class=ACT, code="ЛС", own_series=True,
              template="{N}-л/с", form=RecordForm.MIXED, form_basis="Приказ Росархива № 236, ст. 434: 50/75 лет",
              retention="50/75 лет ЭПК (ст. 434)"),
    KindDraft(key="business_order", title="Приказ", document_class=ACT, code="ПД", own_series=True,
              template="{N}-од", signature=Demand.SIMPLE, retention="Постоянно (ст. 19 а)"),
)  # fmt: skip
JOURNALS = {IN: "{журнал}-{гг}/{N:06}{дсп}", OUT: "Исх-{журнал}-{гг}/{N:06}{дсп}", INSIDE: "Вн-{журнал}-{гг}/{N:06}",
            ACT: "{N}-{журнал}"}  # fmt: skip
DELIVERIES = (
    ("post", "Почта"),
    ("registered_post", "Заказное письмо"),
    ("courier", "Курьер"),
    ("email", "Электронная почта"),
    ("medo", "МЭДО"),
    ("fax", "Факс"),
    ("by_hand", "Нарочно"),
)
TOPICS = (
    ("housing", "Жилищно-коммунальное хозяйство"),
    ("roads", "Дороги и транспорт"),
    ("land", "Земля и градостроительство"),
    ("budget", "Бюджет и финансы"),
    ("education", "Образование и культура"),
    ("safety", "Безопасность"),
    ("other", "Прочее"),
)
CASE_FILES = (
    ("01-12", "01-12 Переписка с органами государственной власти"),
    ("01-13", "01-13 Переписка с прокуратурой и контрольными органами"),
    ("01-14", "01-14 Переписка с организациями по основной деятельности"),
    ("04-05", "04-05 Переписка по вопросам городского хозяйства"),
    ("05-07", "05-07 Переписка по вопросам градостроительства"),
    ("07-03", "07-03 Переписка по вопросам бюджета"),
)
ORGANISATIONS = (
    "ООО «Управляющая компания № {number}»",
    "ТСЖ «{surname}ское {number}»",
    "МБОУ «Средняя школа № {number}»",
    "Детский сад № {number} комбинированного вида",
    "ООО «Строительный трест № {number}»",
    "АО «{surname} и партнёры {number}»",
    "ИП {surname} {number}",
)
