"""What Prometheus asks of the server: the figures of all its processes together."""

import os

from prometheus_client import REGISTRY, CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

BUCKETS = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10)

calls = Histogram("grif_call_seconds", "Remote calls by method and outcome", ["method", "outcome"], buckets=BUCKETS)
listeners = Gauge("grif_push_listeners", "Open push connections", multiprocess_mode="livesum")
pushed = Counter("grif_pushed_changes", "Changes sent over push connections")
moved = Counter("grif_file_bytes", "Bytes of files moved", ["direction"])

FOLDER = "PROMETHEUS_MULTIPROC_DIR"  # where the processes of one server keep their figures


def exposed() -> bytes:
    if FOLDER not in os.environ:
        return generate_latest(REGISTRY)
    together = CollectorRegistry()
    MultiProcessCollector(together)  # type: ignore[no-untyped-call]
    return generate_latest(together)
