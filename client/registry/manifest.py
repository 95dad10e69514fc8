"""What the registry brings to the main window."""

from PySide6.QtWidgets import QWidget

from client.registry import registers
from client.registry.code_dialog import print_codes
from client.registry.copies_tab import CopiesTab, keeps_copies
from client.registry.counters import IN_HAND, InHandCounter, ProjectCounter, TodayCounter, WatchedViews
from client.registry.dispatch import DispatchRegister, OutstandingRegister
from client.registry.document_register import register_of
from client.registry.document_window import DocumentWindow
from client.registry.files_tab import FilesTab
from client.registry.history_tab import HistoryTab
from client.registry.in_hand import InHandPage
from client.registry.journals import JournalsPage
from client.registry.kinds import KindsPage
from client.registry.ledger import LedgerRegister
from client.registry.links_tab import LinksTab
from client.registry.offers import choose_offers
from client.registry.paper_tab import PaperTab
from client.registry.phrases import Phrases
from client.registry.practice import EverybodysPractice, PracticePage
from client.registry.registers import RegisterSpec
from client.registry.shelf import ShelfPage
from client.registry.step_dialogs import KindDialog
from client.registry.templates import TemplatesPage
from client.registry.unregistered import UnregisteredCounter, UnregisteredQueue
from client.registry.why import WhyPage
from client.shell.manifest import ActionSpec, ClientManifest, FolderSpec, FormSpec, Menu, Section, TabSpec, worded
from client.shell.navigator import UNREGISTERED
from client.shell.workplace import BulkSpec, Workplace
from common.kernel.rights import Right


def new_incoming(workplace: Workplace, window: QWidget) -> None:
    """A card without a scan, for a paper that is registered before it is scanned."""
    for place in workplace.me.places[:1]:
        workplace.calls(window, workplace.apis.registry.new_draft, place.id).then(workplace.navigator.open_document)


def new_document(workplace: Workplace, window: QWidget) -> None:
    """A project of ours: of which kind, and where it will be registered."""
    dialog = KindDialog(workplace, "Новый документ", window)
    dialog.saved.connect(workplace.navigator.open_document)
    dialog.open()


def explain_access(workplace: Workplace, _window: QWidget) -> None:
    workplace.navigator.open_form("registry.why")


def _folder(spec: RegisterSpec, icon: str, section: Section = Section.DOCUMENTS, shortcut: str = "") -> FolderSpec:
    return FolderSpec(spec.key, worded(spec.title), icon, section, Right.READ_DOCUMENTS, register_of(spec), shortcut)


MANIFEST = ClientManifest(
    folders=(
        FolderSpec(
            UNREGISTERED,
            worded("На регистрацию"),
            "inbox",
            Section.DAY,
            Right.REGISTER,
            UnregisteredQueue,
            order=10,
        ),
        _folder(registers.PROJECTS, "file-text", Section.DAY),
        FolderSpec(IN_HAND, worded("На редактировании"), "edit", Section.DAY, Right.READ_DOCUMENTS, InHandPage),
        FolderSpec(
            "registry.shelf",
            worded("Избранное и недавние"),
            "star",
            Section.DAY,
            Right.READ_DOCUMENTS,
            ShelfPage,
            order=90,
        ),
        _folder(registers.ALL, "files"),
        _folder(registers.INCOMING, "mail"),
        _folder(registers.OUTGOING, "mail-forward"),
        _folder(registers.INTERNAL, "building-community"),
        _folder(registers.ACTS, "certificate"),
        FolderSpec(
            "registry.dispatch", worded("Отправка"), "send", Section.DOCUMENTS, Right.REGISTER, DispatchRegister
        ),
        FolderSpec(
            "registry.outstanding",
            worded("Бумага на руках"),
            "transfer",
            Section.DOCUMENTS,
            Right.REGISTER,
            OutstandingRegister,
        ),
        FolderSpec(
            "registry.ledger", worded("Книга номеров"), "numbers", Section.DOCUMENTS, Right.REGISTER, LedgerRegister
        ),
        _folder(registers.BIN, "trash"),
        FolderSpec(
            "registry.practice",
            worded("Учебные"),
            "certificate",
            Section.DOCUMENTS,
            Right.REGISTER,
            PracticePage,
            order=95,
        ),
        FolderSpec(
            "registry.kinds", worded("Виды документов"), "files", Section.ADMINISTRATION, Right.ADMINISTER, KindsPage
        ),
        FolderSpec(
            "registry.templates",
            worded("Шаблоны документов"),
            "file-text",
            Section.ADMINISTRATION,
            Right.ADMINISTER,
            TemplatesPage,
        ),
        FolderSpec(
            "registry.journals",
            worded("Журналы"),
            "clipboard-list",
            Section.ADMINISTRATION,
            Right.ADMINISTER,
            JournalsPage,
        ),
        FolderSpec(
            "registry.practice_of_all",
            worded("Учебные документы"),
            "certificate",
            Section.ADMINISTRATION,
            Right.ADMINISTER,
            EverybodysPractice,
            order=95,
        ),
    ),
    tabs=(
        TabSpec("registry.files", worded("Файлы"), "paperclip", Right.READ_DOCUMENTS, FilesTab),
        TabSpec("registry.links", worded("Связи"), "link", Right.READ_DOCUMENTS, LinksTab, order=55),
        TabSpec("registry.paper", worded("Бумага"), "transfer", Right.READ_DOCUMENTS, PaperTab, order=60),
        TabSpec(
            "registry.copies",
            worded("Экземпляры"),
            "lock",
            Right.READ_DOCUMENTS,
            CopiesTab,
            order=65,
            concerns=keeps_copies,
        ),
        TabSpec("registry.history", worded("История"), "history", Right.READ_DOCUMENTS, HistoryTab, order=90),
    ),
    bulks=(BulkSpec(worded("Печать штрихкодов…"), print_codes),),
    forms=(FormSpec("registry.why", worded("Почему виден документ"), "eye", Right.EXPLAIN_ACCESS, WhyPage),),
    actions=(
        ActionSpec(
            "registry.why",
            worded("Почему (не) виден документ…"),
            "eye",
            Menu.WORK,
            Right.EXPLAIN_ACCESS,
            explain_access,
            shortcut="Ctrl+Shift+Y",
            on_toolbar=True,
        ),
        ActionSpec(
            "registry.offers",
            worded("Что предлагать по тексту…"),
            "sparkles",
            Menu.WORK,
            Right.READ_DOCUMENTS,
            choose_offers,
        ),
        ActionSpec(
            "registry.new_incoming",
            worded("Новый входящий"),
            "file-plus",
            Menu.DOCUMENT,
            Right.REGISTER,
            new_incoming,
            shortcut="Ctrl+N",
            on_toolbar=True,
        ),
        ActionSpec(
            "registry.new_document",
            worded("Новый документ…"),
            "file-text",
            Menu.DOCUMENT,
            Right.DRAFT,
            new_document,
            shortcut="Ctrl+Shift+N",
            on_toolbar=True,
        ),
    ),
    companions=(Phrases,),
    counters=(
        (Right.REGISTER, UnregisteredCounter),
        (Right.READ_DOCUMENTS, ProjectCounter),
        (Right.READ_DOCUMENTS, InHandCounter),
        (Right.READ_DOCUMENTS, TodayCounter),
        (Right.READ_DOCUMENTS, WatchedViews),
    ),
    document=DocumentWindow,
)
