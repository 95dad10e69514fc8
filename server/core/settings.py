"""What an installation decides: read once from the environment, never from the database."""

import os
from pathlib import Path

from msgspec import Struct

from server.core.clock import CITY


class Settings(Struct, frozen=True, kw_only=True):
    """`database` is a libpq URL; empty means the embedded PostgreSQL under `home`."""

    home: Path
    database: str = ""
    files: Path
    host: str = "127.0.0.1"
    port: int = 8443
    processes: int = 2
    certificate: Path | None = None
    certificate_key: Path | None = None
    organisation: str = "Администрация города"
    zone: str = CITY  # whose midnight begins the day
    largest_file: int = 512 * 2**20
    spare_disk: int = 64 * 2**20  # with less free space the store of files counts as full
    session_hours: int = 14
    openssl: str = "openssl"  # with the gost engine, it checks signatures of ГОСТ
    timestamps: str = ""  # the address of a service of timestamps (RFC 3161); without one, signatures have none
    mail_server: str = ""  # host or host:port of SMTP; without one, no letters are sent
    mail_sender: str = ""
    mail_user: str = ""
    mail_password: str = ""
    mail_starttls: bool = True
    log_level: str = "INFO"

    @property
    def origin(self) -> str:
        scheme = "https" if self.certificate else "http"
        return f"{scheme}://{self.host}:{self.port}"


def from_environment() -> Settings:
    """Every setting has its GRIF_… variable; raises ValueError that names the one at fault."""
    home = Path(os.environ.get("GRIF_HOME", "var")).absolute()
    return Settings(
        home=home,
        database=os.environ.get("GRIF_DATABASE", ""),
        files=Path(os.environ.get("GRIF_FILES", home / "files")),
        host=os.environ.get("GRIF_HOST", "127.0.0.1"),
        port=_whole("GRIF_PORT", 8443),
        processes=_whole("GRIF_PROCESSES", 2),
        certificate=_path("GRIF_CERTIFICATE"),
        certificate_key=_path("GRIF_CERTIFICATE_KEY"),
        zone=os.environ.get("GRIF_ZONE", CITY),
        organisation=os.environ.get("GRIF_ORGANISATION", "Администрация города"),
        largest_file=_whole("GRIF_LARGEST_FILE", 512 * 2**20),
        spare_disk=_whole("GRIF_SPARE_DISK", 64 * 2**20),
        session_hours=_whole("GRIF_SESSION_HOURS", 14),
        openssl=os.environ.get("GRIF_OPENSSL", "openssl"),
        timestamps=os.environ.get("GRIF_TIMESTAMPS", ""),
        mail_server=os.environ.get("GRIF_MAIL_SERVER", ""),
        mail_sender=os.environ.get("GRIF_MAIL_SENDER", ""),
        mail_user=os.environ.get("GRIF_MAIL_USER", ""),
        mail_password=os.environ.get("GRIF_MAIL_PASSWORD", ""),
        mail_starttls=os.environ.get("GRIF_MAIL_STARTTLS", "1") != "0",
        log_level=os.environ.get("GRIF_LOG_LEVEL", "INFO"),
    )


def _whole(name: str, default: int) -> int:
    text = os.environ.get(name, str(default))
    if not text.isdigit():
        raise ValueError(f"{name} must be a whole number, not {text!r}.")
    return int(text)


def _path(name: str) -> Path | None:
    return Path(os.environ[name]) if os.environ.get(name) else None
