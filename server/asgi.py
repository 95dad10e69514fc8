"""What a server process loads: the application made from the environment."""

from starlette.applications import Starlette

from server.app import serve
from server.core import log
from server.core.settings import from_environment


def application() -> Starlette:
    settings = from_environment()
    log.begin(settings.log_level)
    return serve(settings)
