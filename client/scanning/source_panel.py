"""Where pages come from: a scanner, files, a folder."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPushButton, QScrollArea, QToolButton, QVBoxLayout, QWidget

from client.core.settings import Settings
from client.scanning.devices import Device, ScanSettings
from client.scanning.stack import TAKEN, suits
from client.widgets.fields import ChoiceField, FlagField
from client.widgets.icons import icon
from client.widgets.messages import label, restyle
from common.kernel.ids import ProfileId
from common.scanning.profiles import RESOLUTIONS, Feed, ProfileDraft, SheetSize

WIDTH = 236


class SourcePanel(QScrollArea):
    """Scrolls where large type or a low screen leave too little room."""

    scan_wanted = Signal(object)  # ScanSettings
    missing = Signal(str)  # why nothing can be scanned, and what to do
    cancel_wanted = Signal()
    look_wanted = Signal()
    files_chosen = Signal(object)  # list[Path]
    paste_wanted = Signal()
    set_by_hand = Signal()  # something of the device, by the person
    watch_wanted = Signal(object)  # Path, or None to watch no longer

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self._settings = settings
        self.device = ChoiceField()
        self.profile = ChoiceField([(ProfileId(0), self.tr("Свои настройки"))], nothing=ProfileId(0))
        self.paper = ChoiceField([(feed, feed.label) for feed in Feed])
        self._looking = self._found = False
        self._size = SheetSize.WHOLE  # only a profile says another
        self.dpi = ChoiceField([(dpi, self.tr("{0} точек на дюйм").format(dpi)) for dpi in RESOLUTIONS])
        self.colour = ChoiceField([(False, self.tr("Оттенки серого")), (True, self.tr("Цвет"))], nothing=False)
        self.duplex = FlagField(self.tr("О&бе стороны"))
        self.scan_button = QPushButton(self.tr("Сканировать  F8"))
        self.scan_button.setShortcut("F8")
        self.cancel_button = QPushButton(self.tr("Остановить"))
        self.watch_button = QPushButton(icon("eye"), self.tr("С&ледить за папкой…"))
        self.watch_button.setCheckable(True)
        self.watch_button.clicked.connect(self.choose_watched)
        self.scan_button.clicked.connect(self._scan)
        self.cancel_button.clicked.connect(self.cancel_wanted)
        self._lay_out()
        self._show_own()
        for field in (self.paper, self.dpi, self.colour, self.duplex):
            field.edited.connect(self._note_hand)
        self.show_busy(busy=False)

    def offer_profiles(self, choices: list[tuple[ProfileId, str]]) -> None:
        self.profile.show_choices([*choices, (ProfileId(0), self.tr("Свои настройки"))])
        self.profile.setVisible(bool(choices))
        self._profile_caption.setVisible(bool(choices))

    def show_profile(self, draft: ProfileDraft | None) -> None:
        """What the profile says; without one the fields stay as they are."""
        self._size = draft.size if draft is not None else SheetSize.WHOLE
        if draft is not None:
            self.paper.show_value(draft.paper)
            self.dpi.show_value(draft.dpi)
            self.colour.show_value(draft.colour)
            self.duplex.show_value(draft.duplex)
        self.profile.setToolTip(self.tr("Лист: {0}").format(self._size.label))

    def show_devices(self, devices: list[Device]) -> None:
        self.device.show_choices([(device.id, device.name) for device in devices])
        last = self._settings.text("scanning/device")
        known = [device.id for device in devices]
        if known:
            self.device.show_value(last if last in known else known[0])
        self._none.setVisible(not devices)
        self._none.setText(self.tr("Сканер не найден. Включите его и нажмите ⟳, либо возьмите файлы."))
        self._looking, self._found = False, bool(devices)

    @property
    def may_scan(self) -> bool:
        return self._found and not self.is_busy

    @property
    def is_busy(self) -> bool:
        return not self.scan_button.isEnabled()

    def show_looking(self) -> None:
        self._looking = True
        self._none.setText(self.tr("Поиск сканеров…"))
        self._none.show()

    def show_busy(self, *, busy: bool) -> None:
        self.scan_button.setEnabled(not busy)
        self.cancel_button.setVisible(busy)
        self._look.setEnabled(not busy)

    def choose_file(self) -> None:
        """One, for the place of a page."""
        self.choose_files(QFileDialog.FileMode.ExistingFile)

    def choose_files(self, mode: QFileDialog.FileMode = QFileDialog.FileMode.ExistingFiles) -> None:
        dialog = QFileDialog(self, self.tr("Файлы документа"), self._settings.text("scanning/files"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(mode)
        patterns = " ".join(f"*.{extension} *.{extension.upper()}" for extension in TAKEN)
        dialog.setNameFilter(self.tr("Образы документов ({0})").format(patterns))
        dialog.filesSelected.connect(self._take_files)
        dialog.open()

    def _choose_files(self) -> None:
        self.choose_files()  # a button tells whether it is checked

    def choose_folder(self) -> None:
        dialog = QFileDialog(self, self.tr("Папка с отсканированными страницами"))
        dialog.setDirectory(self._settings.text("scanning/folder"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(self.take_folder)
        dialog.open()

    def take_folder(self, folder: str) -> None:
        """All the pages that lie there, by name, as the machine has numbered them."""
        self._settings.keep_text("scanning/folder", folder)
        self.files_chosen.emit(sorted(file for file in Path(folder).iterdir() if suits(file)))

    def choose_watched(self) -> None:
        """Pressed out, nothing is watched any longer."""
        if not self.watch_button.isChecked():
            self.watch(None)
            return
        self.watch_button.setChecked(False)  # until a folder is chosen
        dialog = QFileDialog(self, self.tr("Папка, в которую сканирует аппарат"))
        dialog.setDirectory(self._settings.text("scanning/watched"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(self.watch)
        dialog.open()

    def watch(self, folder: str | None) -> None:
        self._settings.keep_text("scanning/watched", folder or "")
        self.watch_button.setChecked(bool(folder))
        self.watch_button.setToolTip(folder or "")
        self.watch_wanted.emit(Path(folder) if folder else None)

    def watch_as_before(self) -> None:
        """The folder that was watched when the bench was last open."""
        folder = self._settings.text("scanning/watched")
        if folder:
            self.watch(folder)

    def _lay_out(self) -> None:
        self.setFixedWidth(WIDTH)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        content = QWidget()
        self.setWidget(content)
        for transparent in (self.viewport(), content):
            transparent.setAutoFillBackground(False)
        self._look = QToolButton()
        self._look.setIcon(icon("refresh"))
        self._look.setToolTip(self.tr("Искать сканеры"))
        self._look.setAccessibleName(self._look.toolTip())
        self._look.clicked.connect(self.look_wanted)
        self._none = label("", "hint", wrap=True)
        self.scan_button.setProperty("primary", True)
        restyle(self.scan_button)
        column = QVBoxLayout(content)
        column.setContentsMargins(10, 10, 10, 10)
        column.setSpacing(5)
        line = QHBoxLayout()
        line.addWidget(self.device, 1)
        line.addWidget(self._look)
        column.addWidget(label(self.tr("Сканер"), "caption"))
        column.addLayout(line)
        column.addWidget(self._none)
        self._profile_caption = label(self.tr("Профиль"), "caption")
        self.profile.set_name(self.tr("Профиль"))
        column.addWidget(self._profile_caption)
        column.addWidget(self.profile)
        self.offer_profiles([])
        for name, field in (
            (self.tr("Подача бумаги"), self.paper),
            (self.tr("Разрешение"), self.dpi),
            (self.tr("Цвет"), self.colour),
        ):
            column.addWidget(label(name, "caption"))
            field.set_name(name)
            column.addWidget(field)
        column.addWidget(self.duplex)
        self.device.set_name(self.tr("Сканер"))
        column.addSpacing(6)
        column.addWidget(self.scan_button)
        column.addWidget(self.cancel_button)
        column.addSpacing(10)
        self._lay_out_ready(column)
        column.addStretch(1)

    def _lay_out_ready(self, column: QVBoxLayout) -> None:
        """What is scanned already."""
        column.addWidget(label(self.tr("Или возьмите готовое"), "caption"))
        beside = QHBoxLayout()
        column.addLayout(beside)
        for text, picture, slot, row in (
            (self.tr("&Файлы…"), "files", self._choose_files, beside),
            (self.tr("&Папка…"), "folder-open", self.choose_folder, beside),
            (self.tr("Из &буфера обмена"), "copy", self.paste_wanted.emit, column),
        ):
            button = QPushButton(icon(picture), text)
            button.setToolTip(self.tr("PDF, TIFF, JPEG или PNG"))
            button.clicked.connect(slot)
            row.addWidget(button)
        QShortcut(QKeySequence("Ctrl+V"), self, self.paste_wanted.emit)
        column.addWidget(self.watch_button)
        column.addWidget(label(self.tr("Файлы можно перетащить на стол."), "hint"))

    def _scan(self) -> None:
        if not self.may_scan:
            self.missing.emit(self._why_nothing())
            return
        settings = ScanSettings(
            device=self.device.value(), paper=self.paper.value(), dpi=self.dpi.value(), colour=self.colour.value(),
            duplex=self.duplex.value() and self.paper.value() is Feed.FEEDER, size=self._size,
        )  # fmt: skip
        self._settings.keep_text("scanning/device", settings.device)
        if not self.profile.value():
            self._settings.keep_text("scanning/paper", settings.paper)
            self._settings.keep_text("scanning/dpi", str(settings.dpi))
            self._settings.keep_text("scanning/colour", "1" if settings.colour else "")
            self._settings.keep_text("scanning/duplex", "1" if settings.duplex else "")
        self.scan_wanted.emit(settings)

    def _why_nothing(self) -> str:
        ready = self.tr("Готовые страницы можно взять сразу: «Файлы…», «Папка…» или перетащить на стол.")
        if self._looking:
            return self.tr("Сканеры ещё ищутся: подождите несколько секунд и нажмите F8 снова. {0}").format(ready)
        words = self.tr("Сканер не найден: включите его, проверьте кабель или сеть и нажмите ⟳ слева. {0}")
        return words.format(ready)

    def _show_own(self) -> None:
        """As this person scanned last without a profile."""
        self.paper.show_value(Feed(self._settings.text("scanning/paper") or Feed.FEEDER))
        self.dpi.show_value(int(self._settings.text("scanning/dpi") or 300))
        self.colour.show_value(self._settings.text("scanning/colour") == "1")
        self.duplex.show_value(self._settings.text("scanning/duplex") == "1")

    def _note_hand(self) -> None:
        self.set_by_hand.emit()

    def _take_files(self, files: list[str]) -> None:
        self._settings.keep_text("scanning/files", str(Path(files[0]).parent))
        self.files_chosen.emit([Path(file) for file in files])
