"""The composition root: which slices there are, and how a server process or a worker is put together from them."""

import gc
from collections.abc import Callable, Mapping
from functools import partial
from types import ModuleType
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.orm import Session
from starlette.applications import Starlette

from common.boards import BoardsApi
from common.identity import IdentityApi
from common.kernel.ids import PersonId
from common.reports import Counted, DeliveriesApi, ReportsApi
from common.schedules import SchedulesApi
from common.signatures import SignaturesApi
from server.access import manifest as access
from server.administration import manifest as administration
from server.approvals import manifest as approvals
from server.assignments import manifest as assignments
from server.calendars import manifest as calendars
from server.core.clock import Clock
from server.core.db import engine_for
from server.core.dispatcher import Dispatcher
from server.core.events import Event, Reaction
from server.core.http import Doors
from server.core.push import Hub
from server.core.service import Caller, Context, Service
from server.core.settings import Settings
from server.core.unit_of_work import Works
from server.correspondents import manifest as correspondents
from server.distribution import manifest as distribution
from server.files import manifest as files
from server.files.store import Store
from server.files.transfer import Transfer
from server.identity.login import Authenticator, Passwords, caller_of
from server.identity.service import IdentityService
from server.jobs import manifest as jobs
from server.jobs.work import JobKind
from server.jobs.worker import Worker
from server.notifications import manifest as notifications
from server.notifications.jobs import SendLetters
from server.notifications.morning import MorningRound
from server.registry import manifest as registry
from server.reports import manifest as reports
from server.reports.boards import BoardService
from server.reports.deliveries import DeliveryService
from server.reports.files import OwnReports
from server.reports.jobs import MakeBoard, MakeReport
from server.reports.report import Report, Reports
from server.reports.schedules import ScheduleService
from server.reports.scheduling import OrderScheduled, order_due
from server.reports.service import ReportService
from server.reports.showing import Lister, Listers
from server.scanning import manifest as scanning
from server.search import manifest as search
from server.search.forms import dictionary
from server.signatures import manifest as signatures
from server.signatures.provider import provider_for
from server.signatures.service import SignatureService
from server.staff import manifest as staff

MANIFESTS: tuple[ModuleType, ...] = (
    files, jobs, access, calendars, correspondents, registry, notifications, approvals, assignments, distribution,
    signatures, search,
    scanning, reports, staff,
    administration,
)  # fmt: skip

Factory = Callable[[Context], Service]


def services() -> Mapping[Any, Factory]:
    """Every Api with the service behind it."""
    passwords = Passwords()
    found: dict[Any, Factory] = {
        IdentityApi: partial(IdentityService, passwords=passwords),
        SignaturesApi: partial(SignatureService, passwords=passwords),
        BoardsApi: partial(BoardService, reports=reports_by_code()),
        DeliveriesApi: partial(DeliveryService, reports=reports_by_code()),
        SchedulesApi: partial(ScheduleService, reports=reports_by_code()),
        ReportsApi: partial(ReportService, reports=reports_by_code(), listers=listers()),
    }
    for manifest in MANIFESTS:
        found.update(getattr(manifest, "SERVICES", {}))
    return found


def reactions() -> dict[type[Event], tuple[Reaction, ...]]:
    found: dict[type[Event], tuple[Reaction, ...]] = {}
    for manifest in MANIFESTS:
        for event, reacting in getattr(manifest, "REACTIONS", {}).items():
            found[event] = (*found.get(event, ()), *reacting)
    return found


def all_reports() -> list[Report[Any]]:
    return [report() for report in _of_all("REPORTS")]


def reports_by_code() -> Reports:
    return {report.code: report for report in all_reports()}


def listers() -> Listers:
    """Which slice lists what a figure of a report counts."""
    found: dict[Counted, Lister] = {}
    for manifest in MANIFESTS:
        for counted, lister in getattr(manifest, "LISTERS", {}).items():
            assert counted not in found, f"two slices list {counted}"
            found[counted] = lister
    return found


def _of_all(name: str) -> list[Any]:
    return [each for manifest in MANIFESTS for each in getattr(manifest, name, ())]


def job_kinds() -> list[JobKind[Any]]:
    kinds: list[JobKind[Any]] = [kind() for kind in _of_all("JOBS")]
    return [
        *kinds,
        MakeReport(reports_by_code()),
        MakeBoard(reports_by_code()),
        SendLetters({code: report.title for code, report in reports_by_code().items()}),
        OrderScheduled(reports_by_code()),
        MorningRound(_of_all("REMINDERS"), _of_all("SECTIONS")),
    ]


def serve(settings: Settings, clock: Clock | None = None, engine: Engine | None = None) -> Starlette:
    """One server process as an ASGI application."""
    clock = clock or Clock(settings.zone)
    engine = engine or engine_for(settings.database)
    store = Store(settings.files, settings.spare_disk)
    store.prepare()
    authenticator = Authenticator()
    dispatcher = Dispatcher(services(), engine, settings, authenticator, reactions(), clock)
    gates = [*_of_all("GATES"), OwnReports(reports_by_code())]
    transfer = Transfer(engine, settings, clock, authenticator, store, gates)
    doors = Doors(dispatcher, engine, Hub(engine), settings, clock, authenticator)
    return doors.application(transfer.routes())


def share_memory(settings: Settings) -> None:
    """Loads what every server process needs before they part: what is never written to, they hold together."""
    dictionary()
    provider_for(settings, gost=False)  # else the first leader who signs waits for it to load beside busy threads
    gc.collect()
    gc.freeze()  # the collector would write into every object


def works(settings: Settings, clock: Clock | None = None, engine: Engine | None = None) -> Works:
    return Works(engine or engine_for(settings.database), settings, clock or Clock(settings.zone), reactions())


def worker(settings: Settings, clock: Clock | None = None, engine: Engine | None = None) -> Worker:
    Store(settings.files, settings.spare_disk).prepare()
    own = works(settings, clock, engine)

    def known(session: Session, person_id: PersonId) -> Caller:
        return caller_of(session, person_id, own.clock.today())

    reports = reports_by_code()

    def order_reports(context: Context) -> int:
        return order_due(context, reports)

    return Worker(own, job_kinds(), known, _of_all("BROOMS"), [*_of_all("CLOCKS"), order_reports])
