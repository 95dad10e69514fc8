"""Nobody who signs for the first time waits until a library is loaded."""

import subprocess
import sys

HEAVY = {"pyhanko", "aiohttp", "asyncio"}


def test_a_key_is_opened_without_the_libraries_of_pdf_signatures() -> None:
    code = "import sys, client.signatures.container_keys, client.signatures.token_keys; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert HEAVY & set(loaded.stdout.split()) == set()
