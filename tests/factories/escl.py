"""A network scanner on this computer that speaks eSCL and can be put out of order."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from threading import Thread

from PIL import Image

SPACES = 'xmlns:scan="http://schemas.hp.com/imaging/escl/2011/05/03" xmlns:pwg="http://www.pwg.org/schemas/2010/12/sm"'
INPUT = (
    "<scan:MaxWidth>2550</scan:MaxWidth><scan:MaxHeight>3508</scan:MaxHeight><scan:SettingProfiles>"
    "<scan:SettingProfile><scan:ColorModes><scan:ColorMode>Grayscale8</scan:ColorMode></scan:ColorModes>"
    "<scan:SupportedResolutions><scan:DiscreteResolutions><scan:DiscreteResolution><scan:XResolution>300"
    "</scan:XResolution><scan:YResolution>300</scan:YResolution></scan:DiscreteResolution></scan:DiscreteResolutions>"
    "</scan:SupportedResolutions></scan:SettingProfile></scan:SettingProfiles>"
)
CAPABILITIES = (
    f"<scan:ScannerCapabilities {SPACES}><pwg:MakeAndModel>Сканер</pwg:MakeAndModel>"
    f"<scan:Adf><scan:AdfSimplexInputCaps>{INPUT}</scan:AdfSimplexInputCaps>"
)
END = "</scan:Adf></scan:ScannerCapabilities>"
BOTH_SIDES = f"<scan:AdfDuplexInputCaps>{INPUT}</scan:AdfDuplexInputCaps>"


@dataclass
class Escl:
    """`loaded` sheets lie in the feeder; after `fails_after` of a job something happens."""

    loaded: int
    state: str = ""  # of the feeder; else by the sheets
    refuses: int = 0  # how an order is refused
    fails_after: int | None = None
    fault: int = 503  # 0 cuts the line
    fault_state: str = ""
    takes: int = 0  # sheets that the fault draws in
    port: int = 0
    sent: int = 0
    duplex: bool = False
    orders: list[str] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)

    @property
    def device(self) -> str:
        return f"escl:127.0.0.1:{self.port}/eSCL"

    @property
    def feeder(self) -> str:
        return self.state or ("ScannerAdfLoaded" if self.loaded else "ScannerAdfEmpty")

    def mended(self) -> None:
        self.state, self.refuses, self.fails_after, self.sent = "", 0, None, 0


@contextmanager
def serving(scanner: Escl) -> Iterator[Escl]:
    handler = type("Handler", (Answers,), {"scanner": scanner})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    scanner.port = server.server_port
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield scanner
    server.shutdown()
    server.server_close()
    thread.join()


def sheet() -> bytes:
    out = BytesIO()
    Image.new("L", (64, 90), 200).save(out, "JPEG")
    return out.getvalue()


class Answers(BaseHTTPRequestHandler):
    scanner: Escl

    def do_GET(self) -> None:
        scanner = self.scanner
        if self.path.endswith("/ScannerCapabilities"):
            both = BOTH_SIDES if scanner.duplex else ""
            self.answer(200, f"{CAPABILITIES}{both}{END}".encode())
        elif self.path.endswith("/ScannerStatus"):
            state = f"<pwg:State>Idle</pwg:State><scan:AdfState>{scanner.feeder}</scan:AdfState>"
            self.answer(200, f"<scan:ScannerStatus {SPACES}>{state}</scan:ScannerStatus>".encode())
        elif scanner.sent == scanner.fails_after:
            scanner.loaded, scanner.state = scanner.loaded - scanner.takes, scanner.fault_state
            if scanner.fault:
                self.answer(scanner.fault)
        elif not scanner.loaded:
            self.answer(404)
        else:
            scanner.loaded, scanner.sent = scanner.loaded - 1, scanner.sent + 1
            self.answer(200, sheet(), "image/jpeg")

    def do_POST(self) -> None:
        order = self.rfile.read(int(self.headers["Content-Length"])).decode()
        source = order.partition("InputSource>")[2].partition("<")[0]
        self.scanner.orders.append(order)
        self.scanner.sources.append(source)
        refusal = self.scanner.refuses or (0 if source == "Feeder" else 400)
        self.answer(refusal or 201, location="" if refusal else "/eSCL/ScanJobs/1")

    def do_DELETE(self) -> None:
        self.answer(200)

    def answer(self, code: int, body: bytes = b"", kind: str = "text/xml", location: str = "") -> None:
        self.send_response(code)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        if location:
            self.send_header("Location", location)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """The test tells what went wrong."""
