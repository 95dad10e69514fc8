"""Logs as key=value lines; never a citizen's name, address or text."""

import logging
import sys

FORMAT = "%(asctime)s level=%(levelname)s logger=%(name)s pid=%(process)d %(message)s"


def begin(level: str) -> None:
    logging.basicConfig(level=level, format=FORMAT, stream=sys.stderr, force=True)
    logging.getLogger("alembic").setLevel("WARNING")
