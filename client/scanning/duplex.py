"""Both sides in one pass, for which scanlib has no word.

WORKAROUND: scanlib 1.3.2 knows one feeder only; SANE names the two-sided one as a source of its own, eSCL asks for it
by an element of the order.
"""

import re
from functools import partial
from typing import Any

import scanlib

END_OF_ORDER = re.compile(r"</(\w+):ScanSettings>")
ORDER = r"<\1:Duplex>true</\1:Duplex></\1:ScanSettings>"


def both_sides(scanner: scanlib.Scanner) -> bool:
    """Has the next order draw both sides; whether the device can."""
    if scanner.backend == "escl":
        return _of_network(scanner)
    return scanner.backend == "sane" and _of_sane(scanner)


def _of_network(scanner: scanlib.Scanner) -> bool:
    connection: Any = scanner._backend_impl._connections[scanner.id]  # noqa: SLF001 -- no public way
    root = connection.get_capabilities()
    if not any(each.tag.rpartition("}")[2].startswith("AdfDuplex") for each in root.iter()):
        return False
    connection.create_job = partial(_order, connection.create_job)
    return True


def _order(create_job: Any, settings: str, *given: Any, **named: Any) -> Any:
    asked = settings if ":Duplex>" in settings else END_OF_ORDER.sub(ORDER, settings)
    return create_job(asked, *given, **named)


def _of_sane(scanner: scanlib.Scanner) -> bool:
    device: Any = scanner._backend_impl._handles[scanner.name]  # noqa: SLF001 -- no public way
    for option in device.get_options():
        if option[0] == "source" and isinstance(option[7], list | tuple):
            for name in map(str, option[7]):
                if "duplex" in name.lower():
                    device._sane_source_names[scanlib.ScanSource.FEEDER] = name  # noqa: SLF001 -- no public way
                    return True
    return False
