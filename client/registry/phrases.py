"""Short texts put into the field in focus: F2 offers those that fit, and keeps what stands in the field."""

from collections.abc import Iterable
from functools import partial

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QPlainTextEdit, QWidget

from client.core.calls import Call
from client.shell.workplace import Workplace
from client.widgets.field import Field
from client.widgets.fields import ChoiceField, FlagField, MultilineField, TextField
from client.widgets.form import Form
from client.widgets.form_dialog import FormDialog
from common.kernel.ids import TextTemplateId
from common.kernel.rights import Right
from common.kernel.validation import Problem
from common.registry.templates import Place, TextTemplate, TextTemplateDraft

Editor = QLineEdit | QPlainTextEdit


class Phrases(QObject):
    """The command goes along with the focus: it works in every form, also in a dialog."""

    def __init__(self, workplace: Workplace, window: QWidget) -> None:
        super().__init__(window)
        self._work, self._window = workplace, window
        self._editor: Editor | None = None
        self.menu: QMenu | None = None
        self.action = QAction(self.tr("Шаблон текста"), self)
        self.action.setShortcut(QKeySequence("F2"))
        self.action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self.action.triggered.connect(self.offer)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._follow)

    def offer(self) -> None:
        if self._editor is not None:
            self._work.calls(self, self._work.apis.templates.texts).then(self._show)

    def _follow(self, _before: QWidget | None, now: QWidget | None) -> None:
        if isinstance(now, Editor) and self._is_ours(now) and place_of(now) is not None and not now.isReadOnly():
            self._editor = now
            if self.action not in now.actions():
                now.addAction(self.action)
        elif not isinstance(now, QMenu):
            self._editor = None

    def _is_ours(self, editor: QWidget) -> bool:
        """Whether it stands in the main window or in a dialog over it."""
        parent: QWidget | None = editor
        while parent is not None and parent is not self._window:
            parent = parent.parentWidget()
        return parent is not None

    def _show(self, texts: list[TextTemplate]) -> None:
        editor = self._editor
        if editor is None:
            return
        place = place_of(editor)
        menu = self.menu = QMenu(editor)
        menu.setToolTipsVisible(True)
        for each in texts:
            if each.draft.place in {Place.ANY, place}:
                action = menu.addAction(each.draft.title + ("" if each.mine else self.tr("  (общий)")))
                action.setToolTip(each.draft.text)
                action.triggered.connect(partial(insert, editor, each.draft.text))
        if menu.isEmpty():
            menu.addAction(self.tr("Шаблонов для этого поля нет")).setEnabled(False)
        menu.addSeparator()
        keep = menu.addAction(self.tr("Запомнить текст поля…"))
        keep.setEnabled(bool(_text(editor).strip()))
        keep.triggered.connect(partial(self._keep, editor))
        mine = [each for each in texts if each.mine]
        if mine:
            remove = menu.addMenu(self.tr("Удалить шаблон"))
            for each in mine:
                remove.addAction(each.draft.title).triggered.connect(partial(self._remove, each.id))
        menu.popup(editor.mapToGlobal(QPoint(0, editor.height())))

    def _keep(self, editor: Editor) -> None:
        PhraseDialog(self._work, _text(editor), place_of(editor) or Place.ANY, editor.window()).open()

    def _remove(self, text_id: TextTemplateId) -> None:
        self._work.calls(self, self._work.apis.templates.remove_text, text_id)


class PhraseDialog(FormDialog):
    """Who registers may keep a text for all."""

    def __init__(self, workplace: Workplace, text: str, place: Place, parent: QWidget | None = None) -> None:
        form = Form(TextTemplateDraft, ["title", "text"])
        self._work = workplace
        self.title, self.text = TextField(), MultilineField(rows=4)
        self.place = ChoiceField([(each, each.label) for each in Place], nothing=Place.ANY)
        self.shared = FlagField(self.tr("Общий: виден всем"))
        super().__init__(self.tr("Шаблон текста"), form, self.tr("&Сохранить"), parent)
        form.add("title", self.tr("Название"), self.title, 0, span=2)
        form.add("text", self.tr("Текст"), self.text, 1, span=2)
        form.add("place", self.tr("Для поля"), self.place, 2, span=2)
        form.add("shared", "", self.shared, 3, span=2)
        form.close_up(4)
        form.show_values(TextTemplateDraft(title=" ".join(text.split()[:4])[:80], text=text, place=place))
        form.show_field("shared", visible=workplace.may(Right.REGISTER))
        self.resize(520, 300)
        self.title.editor.setFocus()

    def draft(self) -> TextTemplateDraft:
        return TextTemplateDraft(**self.form.values())

    def problems(self) -> Iterable[Problem]:
        return self.draft().problems()

    def send(self) -> Call[TextTemplateId]:
        return self._work.calls(self, self._work.apis.templates.put_text, self.draft())


def place_of(editor: QWidget) -> Place | None:
    """Which text the editor holds; None for what is no field of a form."""
    parent = editor.parentWidget()
    while parent is not None and not isinstance(parent, Field):
        parent = parent.parentWidget()
    if parent is None or not isinstance(parent, TextField | MultilineField):
        return None
    name = parent.objectName()
    return Place(name) if name in {Place.SUMMARY, Place.BODY, Place.ORDER} else Place.ANY


def insert(editor: Editor, text: str) -> None:
    """As if it had been typed."""
    if isinstance(editor, QPlainTextEdit):
        editor.insertPlainText(text)
    else:
        editor.insert(" ".join(text.split()))
        editor.textEdited.emit(editor.text())
    editor.setFocus()


def _text(editor: Editor) -> str:
    return editor.toPlainText() if isinstance(editor, QPlainTextEdit) else editor.text()
