"""The main job as people do it at their desks: scan, read, register, resolve, execute, find, report, audit."""

from collections.abc import Callable
from pathlib import Path

import msgspec
from PIL.Image import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

from client.assignments.execution_tab import ExecutionTab
from client.assignments.register import AssignmentRegister
from client.assignments.report_form import ExecutionReportForm
from client.assignments.resolution_form import ResolutionForm
from client.registry.card_pane import CardPane
from client.registry.document_window import DocumentWindow
from client.registry.history_tab import HistoryTab
from client.registry.registration import Phase
from client.registry.twin_stop import TwinStop
from client.reports.centre import ReportCentre
from client.scanning.bench_window import BenchWindow
from client.search.window import SearchWindow
from client.widgets.drawn_sheet import DrawnSheet
from client.widgets.lookup import Suggestion
from client.widgets.reason_dialog import ReasonDialog
from common.assignments.cards import Folder
from common.assignments.rules import Status
from common.kernel.ids import DocumentId
from common.registry.card import FileRole
from common.scanning.profiles import Feed
from server.sample.correspondence import Letter
from server.sample.letters import letter
from server.sample.paper import render
from server.sample.prints import save_png, save_tiff
from tests.e2e.desk import Desk, closed, settle, until
from tests.words import another_form

GLASS = Path("/tmp/input.ppm")  # what lies on the glass of SANE's `pnm` device
SANE_DEVICES = "pnm\ntest\n"


class MainJob:
    """Several desks and one letter; every step leaves a picture."""

    def __init__(self, desk_of: Callable[[str], Desk], out: Path, seed: int) -> None:
        self._desk_of = desk_of
        self._out = out
        self._seed = seed
        self._shots = 0
        self.truth: Letter = letter(seed)
        self.document_id = DocumentId(0)
        self.number = ""
        out.mkdir(parents=True, exist_ok=True)

    def run(self) -> None:
        clerk = self._desk_of("registrar")
        self.show(clerk, "start")
        self.scan(clerk)
        self.register(clerk)
        self.stop_twin(clerk)
        executor = self._desk_of("executor")
        executor.window.open_folder(f"assignments.{Folder.TO_EXECUTE.value}")
        self.resolve(self._desk_of("mayor"), executor)
        self.report(executor)
        self.release(self._desk_of("controller"))
        self.search(clerk)
        self.print_journal(clerk)
        self.read_history(clerk)

    def scan(self, clerk: Desk) -> None:
        """The first page comes from the SANE device, the others as a TIFF file."""
        first, *others = render(self.truth, self._seed, level=1)
        clerk.window.open_form("scanning.window")
        window = clerk.page(BenchWindow)
        if laid_on_glass(first):
            until(lambda: "PNM" in _devices(window), "the SANE device")
            window.panel.device.show_value("pnm:0")
            window.panel.paper.show_value(Feed.FLATBED)
            window.panel.scan_button.click()
            until(lambda: not window.scanner.busy, "the page from the scanner")
        else:
            window.add_files(save_png([first], self._out / "from a folder"))
        window.bar.title.show_value("Почта 23.11, конверт 1")
        if others:
            file = self._out / "appendix.tif"
            save_tiff(others, file)
            window.add_files([file])
            until(lambda: len(window.table.arrangement.papers) == 2, "the appendix on the bench")
            window.view.go_to(window.table.arrangement.papers[1].ids[0])
            window.commands.join()
        until(lambda: len(list(window.table.arrangement.ids())) == 1 + len(others), "all pages on the bench")
        until(lambda: window.table.settled and not window.feeding.left, "the bench to be kept")
        settle(700)
        self.show(clerk, "scanned")
        window.release()

    def register(self, clerk: Desk) -> None:
        """The card comes half filled; what the text does not say, the clerk adds."""
        window = clerk.page(DocumentWindow)
        self.document_id = window._document_id
        settle(700)
        self.show(clerk, "reading")
        form = window.card.form
        until(lambda: "their_number" in form.unconfirmed() and "summary" in form.unconfirmed(), "the proposals")
        until(lambda: window.card.registration.phase is Phase.EDITING, "the card to be free")
        clerk.window.activateWindow()
        form.fields["their_number"].editor.setFocus()
        settle(900)
        self.show(clerk, "proposals")
        form.fields["delivery"].show_value("post")
        form.fields["case_file"].show_value("01-14")
        if form.fields["their_date"].is_empty():
            form.fields["their_date"].show_value(self.truth.dated)
        if form.fields["signatory"].is_empty():
            form.fields["signatory"].show_value(f"{self.truth.post} {self.truth.signatory}")
        form.confirm_all()
        window.register_action.trigger()
        until(
            lambda: window.card.registration.is_registered and window.head.number.text().startswith("Вх."),
            "the number",
        )
        self.number = window.card.registration.card.number
        until(lambda: self._role(window.card, FileRole.STAMPED), "the stamped copy")
        settle(500)
        self.show(clerk, "registered")
        window.label_action.trigger()
        label = clerk.dialog(DrawnSheet)
        settle(800)
        self.show(clerk, "label", label.grab().toImage())
        label.close()

    def stop_twin(self, clerk: Desk) -> None:
        """The same letter once more is stopped before a number is spent."""
        known = self._window(clerk).card.registration.card
        clerk.window.open_form("scanning.window")
        bench = clerk.page(BenchWindow)
        again = self._out / "again.png"
        render(self.truth, self._seed + 1, level=1)[0].save(again, dpi=(300, 300))
        bench.add_files([again])
        until(lambda: bench.table.arrangement.papers and not bench.feeding.left, "the page on the bench")
        bench.release()
        window = clerk.page(DocumentWindow)
        until(lambda: window.card.registration.phase is Phase.EDITING and window.card.form.isEnabled(), "the card")
        until(lambda: window.card.form.fields["summary"].value(), "what the text proposes")
        settle(500)
        window.card.form.show_draft(msgspec.structs.replace(known.draft), known.correspondent, known.addressees)
        window.register_action.trigger()
        stop = clerk.dialog(TwinStop)
        settle(500)
        self.show(clerk, "twin", stop.grab().toImage())
        stop.reject()
        window.close()
        clerk.window.desk.close_current()

    def resolve(self, mayor: Desk, executor: Desk) -> None:
        waiting = self._rows(executor)
        mayor.open(self.document_id)
        tab = self._tab(mayor, ExecutionTab)
        tab.acts.buttons["resolve"].click()
        form = mayor.dialog(ResolutionForm)
        until(lambda: form.rule.combo.count() > 3, "the norms")
        people = {login: self._desk_of(login).me for login in ("executor", "controller")}
        form.text.show_value("Прошу рассмотреть, подготовить ответ заявителю. Об исполнении доложить.")
        form.responsible.show_value(Suggestion(people["executor"].id, people["executor"].name))
        form.rule.combo.setCurrentIndex(2)
        form.rule.changed.emit()
        form.controlled.show_value(True)
        form.controller.show_value(Suggestion(people["controller"].id, people["controller"].name))
        until(form.due_line.due.text, "the deadline")
        settle(400)
        self.show(mayor, "resolution", form.grab().toImage())
        form.save()
        until(closed(form), "the resolution")
        until(tab.tree.cards, "the assignment in the tree")
        settle(400)
        self.show(mayor, "assigned")
        until(lambda: self._rows(executor) == waiting + 1, "the assignment in the executor's folder, pushed")
        settle(400)
        self.show(executor, "pushed")

    def report(self, executor: Desk) -> None:
        executor.open(self.document_id)
        tab = self._tab(executor, ExecutionTab)
        until(tab.tree.cards, "the assignment")
        tab.acts.buttons["report"].click()
        form = executor.dialog(ExecutionReportForm)
        form.text.show_value("Ответ подготовлен и направлен заявителю, копия приложена.")
        answer = self._out / "Ответ заявителю.txt"
        answer.write_text("Направляем ответ по существу обращения.", encoding="utf-8")
        form.add_file(str(answer))
        until(lambda: form.draft().file_ids, "the file with the server")
        settle(300)
        self.show(executor, "execution_report", form.grab().toImage())
        form.save()
        until(lambda: tab.tree.cards()[0].row.status is Status.REPORTED, "the report on its way to the controller")

    def release(self, controller: Desk) -> None:
        controller.window.open_folder(f"assignments.{Folder.ON_CONTROL.value}")
        settle(600)
        self.show(controller, "on_control")
        controller.open(self.document_id)
        tab = self._tab(controller, ExecutionTab)
        until(tab.tree.cards, "the assignment")
        until(tab.acts.buttons["release"].isEnabled, "the release")
        tab.acts.buttons["release"].click()
        reason = controller.dialog(ReasonDialog)
        reason.save()
        until(lambda: tab.tree.cards()[0].row.status is Status.DONE, "the release from control")
        settle(400)
        self.show(controller, "released")

    def search(self, clerk: Desk) -> None:
        """A word that stands only inside the scan, in another form than there."""
        word = another_form(" ".join(self.truth.body))
        clerk.window.open_folder("search.window")
        window = clerk.page(SearchWindow)
        window.box.setText(word.lower())
        window.search()
        until(lambda: window.hits.rowCount(), "what was found")
        settle(400)
        assert any(window.hits.hit(row).document_id == self.document_id for row in range(window.hits.rowCount()))
        self.show(clerk, "found")

    def print_journal(self, clerk: Desk) -> None:
        clerk.window.open_folder("reports.centre")
        centre = clerk.page(ReportCentre)
        for title, name in (("Журнал регистрации входящих", "journal"), ("Регистрационно-контрольная", "control_card")):
            until(lambda: centre.list.topLevelItemCount(), "the list of reports")
            self._choose(centre, title)
            if name == "control_card":
                centre.parameters.fields["document"].show_value(Suggestion(str(self.document_id), self.number))
            centre.order_pdf()
            until(lambda: centre._order is None, "the report")
            settle(1200)
            self.show(clerk, name)
            for file in self._made(clerk, name):
                (self._out / f"{name}.pdf").write_bytes(file.read_bytes())

    def read_history(self, clerk: Desk) -> None:
        clerk.open(self.document_id)
        tab = self._tab(clerk, HistoryTab)
        settle(700)
        assert tab.isVisible()
        self.show(clerk, "history")

    def show(self, desk: Desk, name: str, image: QImage | None = None) -> None:
        self._shots += 1
        picture = image or desk.window.grab().toImage()
        picture.save(str(self._out / f"{self._shots:02d}-{name}.png"))

    def _choose(self, centre: ReportCentre, title: str) -> None:
        found = centre.list.findItems(title, Qt.MatchFlag.MatchStartsWith | Qt.MatchFlag.MatchRecursive)
        centre.list.setCurrentItem(found[0])
        settle(300)

    def _made(self, desk: Desk, _name: str) -> list[Path]:
        """The newest file of the cache."""
        cache = self._out.parent / "desks" / desk.login / "cache"
        files = [file for file in cache.rglob("*") if file.is_file() and file.read_bytes()[:5] == b"%PDF-"]
        return sorted(files, key=lambda file: file.stat().st_mtime)[-1:]

    def _role(self, card: CardPane, role: FileRole) -> bool:
        shown = card.registration.card
        found = shown is not None and any(attachment.role is role for attachment in shown.attachments)
        if not found:
            card.registration.open()
            settle(200)
        return found

    def _window(self, desk: Desk) -> DocumentWindow:
        return desk.open(self.document_id)

    def _tab(self, desk: Desk, kind: type) -> object:
        window = desk.page(DocumentWindow)
        tabs = [window.tabs.widget(number) for number in range(window.tabs.count())]
        tab = next(tab for tab in tabs if isinstance(tab, kind))
        window.tabs.setCurrentWidget(tab)
        return tab

    def _rows(self, desk: Desk) -> int:
        register = desk.page(AssignmentRegister)
        return register.model.rowCount()


def laid_on_glass(page: Image) -> bool:
    """SANE's file reader has one place for all users of a machine: another one's page cannot be taken away."""
    try:
        page.convert("L").save(GLASS, "PPM")
    except PermissionError:
        return False
    return True


def _devices(window: BenchWindow) -> str:
    combo = window.panel.device.combo
    return " ".join(combo.itemText(number) for number in range(combo.count()))
