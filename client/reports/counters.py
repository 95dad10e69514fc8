"""What waits beside the folders of reports."""

from client.shell.counter import Counter
from client.shell.manifest import Badge
from common.kernel.changes import Kind

RECEIVED = "reports.received"


class ReceivedCounter(Counter):
    """Reports that were handed over and have not been opened."""

    kinds = frozenset({Kind.REPORT})

    def read(self) -> None:
        call = self._workplace.calls(self, self._workplace.apis.deliveries.unread)
        call.then(self._count).fails(self.keep_old)

    def _count(self, unread: int) -> None:
        self.counted.emit({RECEIVED: Badge(unread)})
