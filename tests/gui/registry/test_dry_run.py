"""A trial of a kind shows how much would change, and every document of the year."""

from datetime import date

from client.registry.dry_run_window import DryRunWindow
from client.registry.kind_form import ExtraFieldDialog, KindForm
from common.kernel.ids import DocumentId
from common.kernel.paging import Page
from common.registry.classes import DocumentClass
from common.registry.kinds import DryRow, DryRun, ExtraField, Kind, KindDraft, NextNumber
from common.registry.values import ValueType

DRAFT = KindDraft(key="letter", title="Письмо", document_class=DocumentClass.INCOMING)
ROWS = [DryRow(DocumentId(n), f"01/{n}", date(2025, 3, 1), f"01/{n}" if n % 3 else f"П-{n}", []) for n in range(1, 301)]


def test_those_that_would_change_come_first_and_all_of_them_can_be_walked(qtbot, work, server):
    def rows(_draft, changed, offset, limit=100):
        found = [row for row in ROWS if row.is_changed or not changed]
        return Page(len(found), found[offset : offset + limit])

    server.answers["kinds.dry_rows"] = rows
    window = DryRunWindow(work, DRAFT, DryRun(300, 100, 0, 100), 2025)
    qtbot.addWidget(window)
    window.show()
    assert "прежним: 200, стал бы другим: 100" in window.verdict.text()
    qtbot.waitUntil(lambda: window.model.total == 100)
    assert window.model.row(window.model.index(0, 0)).would == "П-3"
    window.changed.setChecked(False)
    qtbot.waitUntil(lambda: window.model.total == 300)
    window.view.scrollToBottom()
    qtbot.waitUntil(lambda: window.model.row(window.model.index(299, 0)) is not None)
    assert window.model.row(window.model.index(299, 0)).had == "01/300"


def test_a_new_kind_has_no_documents_of_the_past(qtbot, work):
    window = DryRunWindow(
        work, DRAFT, DryRun(0, 0, 0, 0, [NextNumber("Письма", "П/0001")]), 2025, saves=True, begins=True
    )
    qtbot.addWidget(window)
    assert "Вид новый" in window.verdict.text()
    assert "П/0001" in window.following.text()


def test_journals_that_would_give_the_same_number_are_named(qtbot, work):
    following = [NextNumber("Канцелярия", "КД/001"), NextNumber("ДГХ", "КД/001"), NextNumber("Финансы", "ФД/001")]
    window = DryRunWindow(work, DRAFT, DryRun(0, 0, 0, 0, following), 2025, saves=True, begins=True)
    qtbot.addWidget(window)
    assert "номер КД/001 дадут и Канцелярия, и ДГХ" in window.following.text()
    assert "ФД/001 дадут" not in window.following.text()


def test_a_changed_template_is_saved_only_from_the_window_of_its_trial(qtbot, work, server):
    saved = []
    server.answers["kinds.dry_run"] = lambda _draft, _version: DryRun(0, 0, 0, 0, [NextNumber("Письма", "П/0532")])
    server.answers["kinds.put"] = lambda draft, version: saved.append((draft.template, version)) or 2
    server.answers["calendars.norms"] = list
    form = KindForm(work, Kind(DRAFT, 1))
    qtbot.addWidget(form)
    form.show()
    form.template.show_value("П/{N:04}")
    form.save()
    qtbot.waitUntil(lambda: bool(form.findChildren(DryRunWindow)))
    [trial] = form.findChildren(DryRunWindow)
    assert "Письма — П/0532" in trial.following.text()
    trial.reject()
    assert saved == []
    with qtbot.waitSignal(form.saved):
        form.save()
        qtbot.waitUntil(lambda: any(each.isVisible() for each in form.findChildren(DryRunWindow)))
        next(each for each in form.findChildren(DryRunWindow) if each.isVisible()).buttons.accepted.emit()
    assert saved == [("П/{N:04}", 1)]


def test_a_kind_whose_numbers_stay_is_saved_at_once(qtbot, work, server):
    server.answers["kinds.put"] = lambda _draft, _version: 2
    server.answers["calendars.norms"] = list
    form = KindForm(work, Kind(DRAFT, 1))
    qtbot.addWidget(form)
    form.retention.show_value("5 лет")
    with qtbot.waitSignal(form.saved):
        form.save()


def test_what_is_wrong_with_an_extra_field_stands_below_the_part_that_is_wrong(qtbot):
    dialog = ExtraFieldDialog(ExtraField(key="Срок", title="Срок", type=ValueType.CHOICE, choices=["да", "Да"]))
    qtbot.addWidget(dialog)
    dialog.accept()
    assert "строчные латинские" in dialog.form.note("key")
    assert "повторяются" in dialog.form.note("choices")
    assert not dialog.form.note("title")
