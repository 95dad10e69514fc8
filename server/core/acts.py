"""What the acts of the audit are called when people read them."""

import re
from datetime import date
from typing import Any

from common.correspondents import LABELS as ENTRY_LABELS
from common.registry.classes import LABELS as CARD_LABELS

DAY = re.compile(r"\d{4}-[01]\d-[0-3]\d")
LABELS = {**ENTRY_LABELS, **CARD_LABELS}

ACTS = {
    "refused": "Отказано в доступе",
    "signed_in": "Вход в систему",
    "signed_out": "Выход из системы",
    "sign_in_failed": "Неудачная попытка входа",
    "locked_out": "Вход закрыт после неудачных попыток",
    "session_ended": "Завершён сеанс",
    "password_changed": "Изменён пароль",
    "file_brought": "Загружен файл",
    "file_read": "Открыт файл",
    "job_cancelled": "Отменено задание",
    "job_retried": "Задание повторено",
    "draft_created": "Поступил в очередь незарегистрированных",
    "project_begun": "Создан проект",
    "calendar_changed": "Изменён производственный календарь",
    "deadline_recounted": "Срок пересчитан по изменённому календарю",
    "norm_changed": "Изменена норма срока",
    "norm_removed": "Удалена норма срока",
    "draft_abandoned": "Пустая карточка убрана её автором",
    "draft_saved": "Сохранены реквизиты проекта карточки",
    "card_corrected": "Исправлены реквизиты карточки",
    "restriction_lifted": "Снят гриф ограничения",
    "mark_followed": "Пометка ДСП — вместе с исходящим документом",
    "registered": "Зарегистрирован",
    "restored": "Восстановлен из корзины",
    "sent_for_approval": "Отправлен на согласование",
    "approved": "Согласован",
    "visa_put": "Поставлена виза",
    "approval_resent": "Отправлен на повторное согласование",
    "approver_added": "Добавлен согласующий",
    "approval_changed": "Изменены следующие этапы согласования",
    "approval_stopped": "Согласование прекращено",
    "remark_answered": "Принято решение по замечанию",
    "route_defined": "Изменён типовой маршрут согласования",
    "sent_for_signing": "Отправлен на подпись",
    "signed": "Подписан",
    "recalled": "Отозван автором",
    "sent_for_registration": "Отправлен на регистрацию",
    "project_sent_back": "Возвращён на доработку",
    "renumbered": "Изменён регистрационный номер",
    "kind_changed": "Изменён вид документа",
    "journal_changed": "Перенесён в другой журнал",
    "place_changed": "Перенесён в журнал другого места",
    "registration_cancelled": "Регистрация отменена",
    "copied_inside": "Сделана внутренняя копия под тем же номером",
    "copied_from": "Создан как копия",
    "linked": "Связан с документом",
    "unlinked": "Удалена связь",
    "handed_over": "Передан экземпляр",
    "dispatched": "Отмечена отправка",
    "numbers_reserved": "Зарезервированы номера",
    "number_released": "Снят резерв номера",
    "view_kept": "Сохранено представление",
    "view_removed": "Удалено представление",
    "view_subscribed": "Оформлена подписка на представление",
    "view_unsubscribed": "Снята подписка на представление",
    "journal_defined": "Изменён журнал регистрации",
    "kind_defined": "Изменён вид документа",
    "discarded": "Перемещён в корзину",
    "file_attached": "Приложен файл",
    "file_revised": "Новая версия файла",
    "file_restored": "Восстановлена версия файла",
    "file_moved": "Изменён порядок файлов",
    "file_made_main": "Назначен главный файл",
    "file_taken": "Файл взят на редактирование",
    "file_brought_back": "Файл возвращён с редактирования",
    "file_kept_aside": "Возвращённый файл сохранён отдельной версией",
    "file_given_up": "Редактирование файла отменено",
    "file_released": "Файл принудительно освобождён",
    "file_made_by_template": "Создан файл по шаблону",
    "template_kept": "Сохранён шаблон документа",
    "text_template_kept": "Сохранён шаблон текста",
    "text_template_removed": "Удалён шаблон текста",
    "stamped": "Сделана копия со штампом",
    "label_printed": "Напечатана этикетка",
    "code_printed": "Напечатан штрихкод",
    "viewed": "Просмотрен",
    "correspondent_created": "Добавлен корреспондент",
    "correspondent_changed": "Изменён корреспондент",
    "correspondents_merged": "Объединены корреспонденты",
    "merger_undone": "Отменено объединение корреспондентов",
    "told_apart": "Отмечено, что корреспонденты разные",
    "told_alike": "Снята отметка, что корреспонденты разные",
    "likenesses_sought": "Заказан поиск похожих корреспондентов",
    "correspondents_imported": "Заказана загрузка корреспондентов",
    "recognised": "Распознан текст",
    "batch_opened": "Открыта партия сканирования",
    "batch_released": "Партия сканирования передана",
    "batch_withdrawn": "Партия сканирования снята",
    "scan_profile_defined": "Изменён профиль сканирования",
    "batch_trouble_passed": "Замечание по партии сканирования снято",
    "recognition_failed": "Распознать не удалось",
    "proposals_relearned": "Заказано обучение предложений по прошлым документам",
    "offers_changed": "Изменено, что предлагать по тексту",
    "recognition_ordered": "Заказано распознавание",
    "distributed": "Разослан для ознакомления",
    "distribution_recalled": "Рассылка отозвана",
    "acquainted": "Ознакомлен",
    "acquaintance_reminded": "Напомнено об ознакомлении",
    "distribution_list_kept": "Изменён список рассылки",
    "resolution_issued": "Вынесена резолюция",
    "execution_reported": "Представлен отчёт об исполнении",
    "interim_reported": "Представлен отчёт для информации",
    "released": "Снято с контроля",
    "sent_back": "Отчёт возвращён на доработку",
    "assignment_cancelled": "Поручение отозвано",
    "assignment_accepted": "Поручение принято к исполнению",
    "assignment_reopened": "Возобновлён контроль поручения",
    "executor_replaced": "Заменён исполнитель поручения",
    "special_control_set": "Поручение поставлено на особый контроль",
    "special_control_ended": "Поручение снято с особого контроля",
    "deadline_moved": "Перенесён срок поручения",
    "extension_asked": "Запрошено продление срока поручения",
    "extension_refused": "Отказано в продлении срока поручения",
    "resolution_drafted": "Подготовлен проект резолюции",
    "resolution_draft_saved": "Изменён проект резолюции",
    "resolution_submitted": "Проект резолюции отправлен на утверждение",
    "resolution_returned": "Проект резолюции возвращён",
    "resolution_template_kept": "Сохранён шаблон резолюции",
    "resolution_template_removed": "Удалён шаблон резолюции",
    "series_begun": "Задано периодическое поручение",
    "series_ended": "Прекращено периодическое поручение",
    "resolution_discarded": "Удалён проект резолюции",
    "report_ordered": "Заказан отчёт",
    "report_handed_over": "Отчёт передан",
    "report_kept": "Сохранён свой отчёт",
    "report_forgotten": "Удалён свой отчёт",
    "schedule_put": "Задано расписание отчёта",
    "schedule_paused": "Расписание отчёта приостановлено или возобновлено",
    "schedule_stopped": "Расписание отчёта остановлено",
    "schedule_run": "Отчёт заказан по расписанию",
    "schedule_dropped": "Удалено расписание отчёта",
    "report_received": "Открыт переданный отчёт",
    "notifications_chosen": "Настроены уведомления",
    "notification_rules_changed": "Изменены правила уведомлений",
    "letters_sent_again": "Письма отправлены повторно",
    "confirmation_failed": "Неверный пароль при подписании",
    "signature_put": "Поставлена электронная подпись",
    "signatures_checked": "Проверены подписи",
    "signature_brought": "Приобщена подпись отправителя",
    "signature_exported": "Выгружен файл подписи",
    "marked": "Сделана копия с отметкой об ЭП",
    "powers_kept": "Сохранена машиночитаемая доверенность",
    "trust_changed": "Изменены доверенные удостоверяющие центры",
    "sample_loaded": "Загружен учебный город",
    "person_created": "Создана учётная запись",
    "password_given": "Выдан первый пароль",
    "password_reset": "Пароль сброшен администратором",
    "access_explained": "Разобран доступ к документу",
    "copy_handed": "Выдан экземпляр ДСП",
    "copy_returned": "Возвращён экземпляр ДСП",
    "person_changed": "Изменены сведения о сотруднике",
    "role_defined": "Изменена роль",
    "role_given": "Назначена роль",
    "role_ended": "Снята роль",
    "substitution_set": "Назначено замещение",
    "substitution_ended": "Прекращено замещение",
    "substitution_withdrawn": "Отменено замещение",
    "file_opened": "Открыто дело для чтения",
    "file_closed": "Прекращено чтение дела",
    "unit_changed": "Изменено подразделение",
    "post_changed": "Изменена должность",
    "post_closed": "Закрыта должность",
}


def label(action: str) -> str:
    return ACTS.get(action, action)


PRIVATE = frozenset({"lost", "text", "reason", "twin_reason", "name", "source", "remark"})


def in_words(details: dict[str, Any], *, private: bool = True) -> str:
    """The details of an act, for people; without the private ones for those who may not see the document."""
    parts = []
    for name, value in details.items():
        if not private and name in PRIVATE:
            continue
        if not private and name == "changes":
            parts.append("изменены поля: " + ", ".join(LABELS.get(field, field) for field in value))
            continue
        if name == "changes":
            parts += [f"{LABELS.get(field, field)}: {shown(old)} → {shown(new)}" for field, (old, new) in value.items()]
        else:
            parts.append(f"{DETAILS[name]}: {shown(value)}" if name in DETAILS else shown(value))
    return "; ".join(parts)


DETAILS = {
    "number": "номер",
    "reason": "причина",
    "of_kind": "вид",
    "left_out": "не вписаны адресаты по умолчанию",
    "twin_reason": "почему не дубликат",
    "source": "источник",
    "declined": "больше не предлагать",
    "offered": "снова предлагать",
    "name": "файл",
    "executor": "исполнитель",
    "due": "срок",
    "text": "текст",
    "pages": "страниц",
    "assignment": "поручение №",
    "login": "имя входа",
    "method": "действие",
    "sha256": "SHA-256",
    "size": "байт",
    "session": "сеанс №",
    "documents": "документов",
    "since": "с",
    "until": "по",
    "place": "место регистрации №",
    "before": "прежний номер",
    "lost": "у нового вида нет полей",
    "link": "связь",
    "copy": "экземпляр",
    "holder": "у кого",
    "count": "количество",
    "on": "дата",
    "template": "шаблон",
    "key": "ключ",
    "person": "сотрудник",
    "deputy": "замещает",
    "acts": "действует",
    "signs": "подписывает",
    "confidential": "и ДСП",
    "kinds": "виды",
    "states": "состояния",
    "rights": "права",
    "file": "дело",
    "change": "изменение",
    "document": "документ №",
    "parameters": "параметры",
    "other": "другая запись №",
    "trial": "проба",
    "role": "роль",
    "certificate": "сертификат",
    "signed": "подписано (файл: SHA-256)",
    "verdict": "результат",
    "bad": "с замечаниями",
    "version": "версия",
    "remark": "примечание",
    "visa": "виза",
    "approval": "процесс согласования №",
    "decision": "решение",
    "sending": "рассылка №",
    "people": "сотрудников",
    "organisations": "организаций",
    "recipients": "кому",
    "cycle": "круг",
    "approvers": "согласующие",
}


def shown(value: Any) -> str:
    """A value of an act for people: dates as they are written, «—» for nothing."""
    if value in (None, "", [], {}):
        return "—"
    if isinstance(value, bool):
        return "да" if value else "нет"
    if isinstance(value, list):
        return ", ".join(map(shown, value))
    if isinstance(value, dict):
        return ", ".join(f"{name} — {shown(each)}" for name, each in value.items())
    text = str(value)
    return f"{date.fromisoformat(text):%d.%m.%Y}" if DAY.fullmatch(text) else text
