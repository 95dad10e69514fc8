"""What the folders of the registry count: projects on their way, and what is new in the watched views."""

import msgspec
from PySide6.QtCore import QTimer

from client.registry import registers
from client.registry.document_register import register_of
from client.shell.counter import Counter
from client.shell.manifest import Badge, FolderSpec, Section
from client.shell.workplace import Workplace
from common.kernel.changes import Kind
from common.kernel.ids import ViewId
from common.kernel.rights import Right
from common.registry.checkouts import MyCheckout
from common.registry.classes import DocumentClass
from common.registry.views import ViewRow

IN_HAND = "registry.in_hand"
COUNTED = (registers.PROJECTS,)
BY_CLASS = (registers.INCOMING, registers.OUTGOING, registers.INTERNAL, registers.ACTS)
MINUTE = 60_000  # ms


class ProjectCounter(Counter):
    kinds = frozenset({Kind.DOCUMENT})

    def read(self) -> None:
        chosen = [spec.base for spec in COUNTED]
        self._workplace.calls(self, self._workplace.apis.registry.counts, chosen).then(self._count).fails(self.keep_old)

    def _count(self, numbers: list[int]) -> None:
        self.counted.emit({spec.key: Badge(number) for spec, number in zip(COUNTED, numbers, strict=True)})


class InHandCounter(Counter):
    """Files that the person has to bring back, those that others have released from this computer among them."""

    kinds = frozenset({Kind.DOCUMENT})

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace)
        workplace.editing.changed.connect(self._pause.start)

    def read(self) -> None:
        known = list(self._workplace.editing.taken)
        call = self._workplace.calls(self, self._workplace.apis.checkouts.mine, known)
        call.then(self._count).fails(self.keep_old)

    def _count(self, rows: list[MyCheckout]) -> None:
        self.counted.emit({IN_HAND: Badge(len(rows))})


class TodayCounter(Counter):
    """What was registered today, beside each register; at midnight it begins anew."""

    kinds = frozenset({Kind.DOCUMENT})

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace)
        self._day = workplace.today()
        self._clock = QTimer(self, interval=MINUTE)
        self._clock.timeout.connect(self._look_at_the_clock)
        self._clock.start()

    def read(self) -> None:
        self._day = self._workplace.today()
        call = self._workplace.calls(self, self._workplace.apis.registry.registered_today)
        call.then(self._count).fails(self.keep_old)

    def _count(self, numbers: dict[DocumentClass, int]) -> None:
        come = {spec.key: numbers.get(spec.base.document_class, 0) for spec in BY_CLASS if spec.base.document_class}
        come[registers.ALL.key] = sum(numbers.values())
        self.counted.emit({key: Badge(number, come_today=True) for key, number in come.items()})

    def _look_at_the_clock(self) -> None:
        if self._workplace.today() != self._day:
            self.read()


class WatchedViews(Counter):
    """A folder for each view that the person has subscribed to, with the number of what is new there."""

    kinds = frozenset({Kind.DOCUMENT, Kind.VIEW})

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace)
        self._shown: list[ViewRow] = []

    def read(self) -> None:
        self._workplace.calls(self, self._workplace.apis.views.all).then(self._show).fails(self.keep_old)

    def _show(self, rows: list[ViewRow]) -> None:
        known = (row for row in rows if row.subscribed and row.view.register in registers.REGISTERS)
        watched = [msgspec.structs.replace(row, seen=None) for row in known]
        if watched != self._shown:
            self._shown = watched
            self.watched.emit([_folder(row) for row in watched])
        if watched:
            self._workplace.calls(self, self._workplace.apis.views.fresh).then(self._count).fails(self.keep_old)

    def _count(self, fresh: dict[ViewId, int]) -> None:
        self.counted.emit({_key(view_id): Badge(number) for view_id, number in fresh.items()})


def _key(view_id: ViewId) -> str:
    return f"view.{view_id}"


def _folder(row: ViewRow) -> FolderSpec:
    make = register_of(registers.REGISTERS[row.view.register], row)
    return FolderSpec(_key(row.id), row.view.title, "bell", Section.WATCHED, Right.READ_DOCUMENTS, make)
