import pytest

from client.widgets.fields import ChoiceField, MultilineField
from client.widgets.form import Form
from client.widgets.form_dialog import FormDialog
from client.widgets.messages import label
from tests.gui.shown import cut

HINT = "Номер остаётся за документом, прежний журнал хранит его до конца года, а в книге номеров видно, кто и почему. "


class Dialog(FormDialog):
    def __init__(self) -> None:
        form = Form()
        super().__init__("Перенести", form, "&Перенести")
        form.add("kind", "Вид", ChoiceField(), 0, span=2)
        form.add("reason", "Причина", MultilineField(rows=2), 1, span=2)
        self.hint = label("", "hint", wrap=True)
        form.add_wide(self.hint, 2)
        form.close_up(3)

    def problems(self):
        return ()


@pytest.fixture
def dialog(qtbot):
    dialog = Dialog()
    qtbot.addWidget(dialog)
    return dialog


def test_a_window_never_opens_smaller_than_what_stands_in_it(dialog, qtbot):
    dialog.hint.setText(HINT * 2)
    dialog.resize(270, 100)
    dialog.show()
    qtbot.waitExposed(dialog)
    qtbot.waitUntil(lambda: not cut(dialog))


def test_a_window_grows_with_what_is_said_in_it(dialog, qtbot):
    dialog.resize(300, 170)
    dialog.show()
    qtbot.waitExposed(dialog)
    dialog.notice.say(HINT, "&Закрыть", "&Продолжить ввод")
    dialog.hint.setText(HINT)
    qtbot.waitUntil(lambda: not cut(dialog))


def test_a_window_with_room_stays_as_it_was_made(dialog, qtbot):
    dialog.resize(640, 400)
    dialog.show()
    qtbot.waitExposed(dialog)
    assert (dialog.width(), dialog.height()) == (640, 400)
