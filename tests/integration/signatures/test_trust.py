"""The administrator's console of trust: authorities and their lists of revoked certificates."""

import subprocess
import sys
from pathlib import Path

import pytest

from server.core.settings import Settings
from server.processes import environment_of
from tests.factories.authority import Authority, GostAuthority
from tests.integration.signatures.conftest import MAYOR

ROOT = Path(__file__).parents[3]


def grif(settings: Settings, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "server", "trust", *arguments]
    environment = {**environment_of(settings), "GRIF_LOG_LEVEL": "WARNING"}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=60)


def test_an_authority_is_added_and_its_list_taken_over(settings: Settings, tmp_path: Path) -> None:
    authority = Authority("УЦ консоли")
    (tmp_path / "ca.pem").write_bytes(authority.pem)
    (tmp_path / "ca.crl").write_bytes(authority.revoked(authority.issue(*MAYOR)))
    early = grif(settings, "crl", str(tmp_path / "ca.crl"))
    assert (early.returncode, "не входит в доверенные" in early.stderr) == (1, True)
    assert "УЦ консоли" in grif(settings, "add", str(tmp_path / "ca.pem")).stdout
    assert grif(settings, "crl", str(tmp_path / "ca.crl")).returncode == 0
    listed = grif(settings, "list").stdout
    assert "корневой       УЦ консоли" in listed
    assert "списков отозванных: 1" in listed


def test_a_forged_list_of_revoked_is_refused(settings: Settings, tmp_path: Path) -> None:
    genuine, forger = Authority("УЦ подлинный"), Authority("УЦ подлинный")
    (tmp_path / "ca.pem").write_bytes(genuine.pem)
    (tmp_path / "ca.crl").write_bytes(forger.revoked(genuine.issue(*MAYOR)))
    grif(settings, "add", str(tmp_path / "ca.pem"))
    refused = grif(settings, "crl", str(tmp_path / "ca.crl"))
    assert (refused.returncode, "не этого центра" in refused.stderr) == (1, True)


def test_a_gost_authority_and_its_list_are_taken_over(settings: Settings, tmp_path: Path) -> None:
    gost = GostAuthority(tmp_path)
    gost.issue(*MAYOR)
    gost.revoke()
    assert grif(settings, "add", str(tmp_path / "ca.pem")).returncode == 0
    assert "УЦ ГОСТ" in grif(settings, "crl", str(tmp_path / "ca.crl")).stdout


@pytest.mark.parametrize(
    ("name", "words"), [("own.pem", "доверяют только центрам"), ("note.txt", "не сертификат"), ("no", "не читается")]
)
def test_what_is_no_authority_is_refused_in_words(settings: Settings, tmp_path: Path, name: str, words: str) -> None:
    Authority().issue(*MAYOR).files(tmp_path)[0].rename(tmp_path / "own.pem")
    (tmp_path / "note.txt").write_text("Служебная записка")
    refused = grif(settings, "add", str(tmp_path / name))
    assert (refused.returncode, words in refused.stderr) == (1, True)
