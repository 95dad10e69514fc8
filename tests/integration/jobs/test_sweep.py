"""What nobody needs any more is swept away, and nothing else."""

import hashlib
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, text

from common.files import UploadDraft
from server import app
from server.core.clock import Clock, HeldClock
from server.core.settings import Settings
from server.files.service import abandoned_uploads
from server.jobs.sweep import BROOMS, Sweeper
from tests.city import City


def sweep(settings: Settings, engine: Engine, days: int) -> None:
    later = HeldClock(Clock().now() + timedelta(days=days))
    Sweeper(app.works(settings, later, engine), [*BROOMS, abandoned_uploads]).sweep_when_due()


def test_old_notes_and_answers_go_and_fresh_ones_stay(city: City, settings: Settings, engine: Engine) -> None:
    city.sign_in("registrar").register()

    def left(table: str) -> int:
        with engine.connect() as connection:
            return connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()

    sweep(settings, engine, days=0)
    assert left("change_note") > 0
    assert left("given_answer") > 0
    sweep(settings, engine, days=2)
    assert left("change_note") == 0
    assert left("given_answer") > 0
    sweep(settings, engine, days=15)
    assert left("given_answer") == 0


def test_an_upload_abandoned_for_a_week_is_forgotten_with_its_pieces(
    city: City, settings: Settings, engine: Engine
) -> None:
    clerk = city.sign_in("registrar")
    content = b"%PDF-1.4 never finished"
    draft = UploadDraft(name="a.pdf", size=len(content), sha256=hashlib.sha256(content).hexdigest())
    upload = clerk.api.files.begin(draft)
    clerk.put(upload.id, 0, content[:5])
    sweep(settings, engine, days=8)
    assert clerk.api.files.begin(draft).id != upload.id
    assert not list((settings.files / "uploads").glob(f"{upload.id}*"))


def test_the_morning_begins_within_minutes_of_its_hour(settings: Settings, engine: Engine) -> None:
    clock = HeldClock(datetime(2026, 12, 7, 0, 58, tzinfo=UTC))  # 6:58 in the city, a Monday
    worker = app.worker(settings, clock, engine)
    orders = text("SELECT count(*) FROM job WHERE code = 'notifications.morning'")
    ordered = []
    for _ in range(3):
        for sweeper in worker.sweepers:
            sweeper.sweep_when_due()
        with engine.connect() as connection:
            ordered.append(connection.execute(orders).scalar_one())
        clock.moment += timedelta(minutes=3)
    assert ordered == [0, 1, 1]
