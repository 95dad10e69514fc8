#!/usr/bin/env python3
"""The one door for developers: demo, test, check, fix, screens, bench. Needs nothing but Python and a network."""

import argparse
import hashlib
import os
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
HOME = ROOT / "var" / "demo"
PORTS = range(8443, 8543)
PASSWORD = "grif-demo-2026"
PATIENCE = 180
ON_ALL_CORES = "--numprocesses auto --dist loadfile".split()  # each file has a city of its own

QT = "libgl1 libegl1 libxkbcommon0 libdbus-1-3 libfontconfig1 libglib2.0-0 libgssapi-krb5-2".split()
WINDOW = "libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 libxkbcommon-x11-0 libxcb-shape0".split()
SCANNING = "libsane1 sane-utils tesseract-ocr tesseract-ocr-rus".split()
OFFICE = "libreoffice-writer-nogui libreoffice-calc-nogui libreoffice-impress-nogui".split()
SIGNING = "openssl libengine-gost-openssl softhsm2".split()
FONTS = "fonts-dejavu-core fonts-liberation2 fonts-crosextra-carlito fonts-crosextra-caladea".split()
PACKAGES = [*QT, *WINDOW, *SCANNING, *OFFICE, *SIGNING, *FONTS]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    demo = commands.add_parser("demo", help="sample city, server, worker and client")
    demo.add_argument("--display", action="store_true", help="open a window even if no display was found")
    demo.add_argument("--offscreen", action="store_true", help="drive the main job without a window")
    demo.add_argument("--reset", action="store_true", help="start with a fresh city")
    demo.add_argument("--user", default="registrar", help="who signs in")
    test = commands.add_parser("test", help="all tests and checks")
    test.add_argument("arguments", nargs="*", help="handed to pytest, as are its options")
    commands.add_parser("setup", help="install what demo and test need")
    commands.add_parser("check", help="ruff, mypy, import rules, house tests")
    commands.add_parser("fix", help="let ruff mend and format")
    commands.add_parser("screens", help="render every registered form to PNG")
    bench = commands.add_parser("bench", help="measure beside bare SQL")
    bench.add_argument("arguments", nargs="*", help="handed to tests.bench")
    options, more = parser.parse_known_args()
    if more and not hasattr(options, "arguments"):
        parser.error(f"{options.command} knows no {' '.join(more)}")
    setup()
    return {
        "demo": lambda: run_demo(options),
        "test": lambda: pytest([*ON_ALL_CORES, *more, *options.arguments]),
        "setup": lambda: 0,
        "check": lambda: pytest(["tests/architecture"]),
        "fix": fix,
        "screens": lambda: pytest(["tests/screens", "--screens", "var/screens"]),
        "bench": lambda: run([PYTHON, "-m", "tests.bench", *more, *options.arguments]),
    }[options.command]()


def setup() -> None:
    """Installs OS packages and the virtual environment; seconds when nothing is missing."""
    os_packages()
    wanted = hashlib.sha256((ROOT / "pyproject.toml").read_bytes()).hexdigest()
    stamp = VENV / "grif-installed"
    if stamp.exists() and stamp.read_text() == wanted and PYTHON.exists():
        return
    if not PYTHON.exists():
        print("Creating the virtual environment …", flush=True)
        made = subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=False)
        if made.returncode:
            shutil.rmtree(VENV, ignore_errors=True)
            sys.exit("Python cannot make a virtual environment. Run:  sudo apt-get install -y python3-venv")
    print("Installing Python packages (a few minutes the first time) …", flush=True)
    pip = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--retries", "5"]
    if run([*pip, "--editable", f"{ROOT}[server,client,test]"]):
        sys.exit("Python packages could not be installed: see pip's words above, mend, and run the command again.")
    stamp.write_text(wanted)


def os_packages() -> None:
    """Installs missing Debian packages when it may, else names them in one line."""
    if not shutil.which("dpkg-query"):
        return
    packages = [*PACKAGES, *([] if has_ensurepip() else ["python3-venv"])]
    query = ["dpkg-query", "-W", "-f", "${Package} ${Status}\n", *packages]
    known = subprocess.run(query, capture_output=True, text=True, check=False).stdout
    missing = [name for name in packages if f"{name} install ok installed" not in known]
    if not missing:
        return
    install = ["apt-get", "install", "-y", "--no-install-recommends", *missing]
    if os.geteuid() == 0:
        door: list[str] = []
    elif (
        shutil.which("sudo")
        and subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode == 0
    ):
        door = ["sudo", "-n"]
    else:
        sys.exit("Some packages are missing. Run:\n\n  sudo apt-get update && sudo " + " ".join(install) + "\n")
    print("Installing OS packages:", " ".join(missing), flush=True)
    quiet = {"stdout": subprocess.DEVNULL, "env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}}
    subprocess.run([*door, "apt-get", "update", "-qq"], check=False, **quiet)
    if subprocess.run([*door, *install, "-qq"], check=False, **quiet).returncode:
        sys.exit("The packages could not be installed. Run:\n\n  apt-get update && " + " ".join(install) + "\n")


def has_ensurepip() -> bool:
    return PYTHON.exists() or subprocess.run([sys.executable, "-c", "import ensurepip"], check=False).returncode == 0


def run_demo(options: argparse.Namespace) -> int:
    if options.reset and HOME.exists():
        shutil.rmtree(HOME)
    HOME.mkdir(parents=True, exist_ok=True)
    port = free_port()
    window = options.display or (not options.offscreen and has_display())
    environment = {
        **os.environ,
        "GRIF_HOME": str(HOME), "GRIF_FILES": str(HOME / "files"), "GRIF_PORT": str(port), "GRIF_PROCESSES": "2",
        "GRIF_DATABASE": "", "GRIF_ORGANISATION": "Администрация города Северогорска",
    }  # fmt: skip
    log = (HOME / "server.log").open("ab")
    command = [str(PYTHON), "-m", "server", "run", "--sample"]
    server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True)
    try:
        wait_for(server, port)
        return run(client_command(options, port, window=window), environment)
    except KeyboardInterrupt:
        return 0
    finally:
        print("Stopping the server …", flush=True)
        server.send_signal(signal.SIGTERM)
        server.wait()


def client_command(options: argparse.Namespace, port: int, *, window: bool) -> list[object]:
    os.environ["GRIF_PASSWORD"] = PASSWORD
    address = ["--server", f"https://127.0.0.1:{port}", "--ca", HOME / "tls" / "authority.pem"]
    if window:
        print(f"The client opens, signed in as {options.user}. All sample people have the password {PASSWORD}.")
        return [PYTHON, "-m", "client", *address, "--sign-in", options.user]
    print("No display: the client runs offscreen and does the main job by itself.", flush=True)
    return [PYTHON, "-m", "tests.e2e.tour", *address, "--home", HOME, "--out", HOME / "tour"]


def wait_for(server: "subprocess.Popen[bytes]", port: int) -> None:
    print("Starting PostgreSQL, server and worker; the first time loads the sample city …", flush=True)
    authority = HOME / "tls" / "authority.pem"
    for _ in range(PATIENCE * 5):
        if server.poll() is not None:
            sys.exit(f"The server ended by itself. Its log: {HOME / 'server.log'}")
        try:
            trusting = ssl.create_default_context(cafile=str(authority))
            urllib.request.urlopen(f"https://127.0.0.1:{port}/health", context=trusting, timeout=2)
        except (OSError, urllib.error.URLError):
            time.sleep(0.2)
        else:
            return
    sys.exit(f"The server did not answer in {PATIENCE} s. Its log: {HOME / 'server.log'}")


def free_port() -> int:
    for port in PORTS:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)):
                return port
    sys.exit("No free port for the demo between 8443 and 8542.")


def has_display() -> bool:
    return (
        os.name == "nt"
        or sys.platform == "darwin"
        or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    )


def pytest(arguments: list[str]) -> int:
    return run([PYTHON, "-m", "pytest", *arguments], {**os.environ, "QT_QPA_PLATFORM": "offscreen"})


def fix() -> int:
    return run([PYTHON, "-m", "ruff", "check", "--fix", "."]) | run([PYTHON, "-m", "ruff", "format", "."])


def run(command: list[object], environment: "dict[str, str] | None" = None) -> int:
    env = {**(environment or os.environ), **({"GRIF_PASSWORD": PASSWORD} if environment else {})}
    return subprocess.run([str(part) for part in command], cwd=ROOT, env=env, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
