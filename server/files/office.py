"""LibreOffice as a converter: one process for one file, with a profile of its own and a time limit."""

import contextlib
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from server.files.formats import BROKEN, Unreadable, check_open

PATIENCE = 90.0  # seconds
LARGEST = 100 * 2**20
PDF, TEXT = "pdf", "txt:Text (encoded):UTF8"
ABSENT = "На сервере нет LibreOffice: офисные файлы не показываются. Сообщите администратору."
SLOW = "Файл не удалось подготовить к просмотру за отведённое время. Сохраните его и откройте в своей программе."
TOO_LARGE = "Файл слишком велик для просмотра. Сохраните его и откройте в своей программе."
# Neither macros nor anything that a document would fetch from elsewhere.
CAUTION = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel" oor:op="fuse">
<value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution"
 oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks"
 oor:op="fuse"><value>true</value></prop></item>
</oor:items>
"""


def converted(source: Path, extension: str, into: str, folder: Path, is_cancelled: Callable[[], bool]) -> Path:
    """The file in another format, in the folder; raises Unreadable. Broken off when cancelled."""
    program = shutil.which("soffice")
    if program is None:
        raise Unreadable(ABSENT)
    if source.stat().st_size > LARGEST:
        raise Unreadable(TOO_LARGE)
    check_open(source)
    profile, out = folder / "profile", folder / "out"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(CAUTION, encoding="utf-8")
    named = folder / f"source.{extension}"
    shutil.copyfile(source, named)
    command = [
        program, "--headless", "--norestore", "--nolockcheck", f"-env:UserInstallation={profile.as_uri()}",
        "--convert-to", into, "--outdir", str(out), str(named),
    ]  # fmt: skip
    _run(command, is_cancelled)
    target = out / f"source.{into.partition(':')[0]}"
    if not target.exists() or not target.stat().st_size:
        raise Unreadable(BROKEN)
    return target


def _run(command: list[str], is_cancelled: Callable[[], bool]) -> None:
    """Soffice starts another process: both end together."""
    quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen(command, start_new_session=True, **quiet)  # type: ignore[call-overload]  # noqa: S603
    deadline = time.monotonic() + PATIENCE
    try:
        while process.poll() is None:
            if time.monotonic() > deadline or is_cancelled():
                raise Unreadable(SLOW)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(1)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
