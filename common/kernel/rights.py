"""The rights that a role can hold; every remote method names the one it asks for."""

from enum import StrEnum


class Right(StrEnum):
    SIGNED_IN = "signed_in"  # everybody who has a session
    READ_DOCUMENTS = "read_documents"
    DRAFT = "draft"
    REGISTER = "register"
    BACKDATE = "backdate"
    RELEASE_FILES = "release_files"
    EDIT_CORRESPONDENTS = "edit_correspondents"
    SCAN = "scan"
    ADD_APPROVERS = "add_approvers"
    EDIT_ROUTES = "edit_routes"
    DISTRIBUTE = "distribute"
    EDIT_LISTS = "edit_lists"
    READ_ASSIGNMENTS = "read_assignments"
    RESOLVE = "resolve"
    EXECUTE = "execute"
    CONTROL = "control"
    RUN_REPORTS = "run_reports"
    READ_AUDIT = "read_audit"
    ADMINISTER = "administer"
    EDIT_STAFF = "edit_staff"
    EXPLAIN_ACCESS = "explain_access"

    @property
    def label(self) -> str:
        return TITLES[self]


TITLES = {
    Right.SIGNED_IN: "Вход в систему",
    Right.READ_DOCUMENTS: "Просмотр документов",
    Right.DRAFT: "Подготовка проектов документов",
    Right.REGISTER: "Регистрация документов",
    Right.BACKDATE: "Регистрация прошедшей датой",
    Right.RELEASE_FILES: "Освобождение файлов, взятых на редактирование",
    Right.EDIT_CORRESPONDENTS: "Ведение справочника корреспондентов",
    Right.SCAN: "Сканирование и загрузка образов",
    Right.ADD_APPROVERS: "Добавление согласующих по ходу согласования",
    Right.EDIT_ROUTES: "Типовые маршруты согласования",
    Right.DISTRIBUTE: "Рассылка документов и ознакомление",
    Right.EDIT_LISTS: "Общие списки рассылки",
    Right.READ_ASSIGNMENTS: "Просмотр поручений",
    Right.RESOLVE: "Вынесение резолюций",
    Right.EXECUTE: "Исполнение поручений",
    Right.CONTROL: "Контроль исполнения",
    Right.RUN_REPORTS: "Отчёты",
    Right.READ_AUDIT: "Журнал аудита",
    Right.ADMINISTER: "Администрирование",
    Right.EDIT_STAFF: "Сотрудники, роли, замещения и подразделения",
    Right.EXPLAIN_ACCESS: "Разбор доступа к документам",
}
