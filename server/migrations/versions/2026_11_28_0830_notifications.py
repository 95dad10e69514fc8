"""Notifications with their outbox of letters, choices and rules; the addresses of people."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "d41f7b03c9ae"
down_revision = "d4c81a6e72f5"
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("person", sa.Column("email", sa.Text(), nullable=False, server_default=""))
    _notices()
    _letters()
    _choices()
    rules = op.create_table(
        "notification_rules",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("offsets", ARRAY(sa.BigInteger()), nullable=False),
        sa.Column("escalation_days", sa.BigInteger(), nullable=False),
        sa.Column("morning_hour", sa.BigInteger(), nullable=False),
        sa.Column("morning", sa.Date()),
        sa.CheckConstraint("id = 1", name=op.f("ck_notification_rules_single")),
        sa.PrimaryKeyConstraint("id", name="pk_notification_rules"),
    )
    op.bulk_insert(rules, [{"id": 1, "offsets": [3, 1, 0], "escalation_days": 3, "morning_hour": 7}])


def _notices() -> None:
    op.create_table(
        "notification",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("absent_id", sa.BigInteger()),
        sa.Column("by_id", sa.BigInteger()),
        sa.Column("happening", sa.String(40), nullable=False),
        sa.Column("document_id", sa.BigInteger()),
        sa.Column("assignment_id", sa.BigInteger()),
        sa.Column("due", sa.Date()),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, server_default=sa.func.now(), nullable=False),
        sa.Column("shown", sa.Boolean(), nullable=False),
        sa.Column("for_digest", sa.Boolean(), nullable=False),
        sa.Column("read_at", MOMENT),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_notification_person_id"),
        sa.ForeignKeyConstraint(["absent_id"], ["person.id"], name="fk_notification_absent_id"),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name="fk_notification_by_id"),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name="fk_notification_document_id"),
        sa.PrimaryKeyConstraint("id", name="pk_notification"),
    )
    op.create_index("ix_notification_absent_id", "notification", ["absent_id"])
    op.create_index("ix_notification_by_id", "notification", ["by_id"])
    op.create_index("ix_notification_document_id", "notification", ["document_id"])
    op.create_index("ix_notification_at", "notification", ["at"])
    for name, columns, unique, where in (
        ("uq_notification_once", ["person_id", "key"], True, "key <> ''"),
        ("ix_notification_shown", ["person_id", "id"], False, "shown"),
        ("ix_notification_unread", ["person_id", "id"], False, "shown AND read_at IS NULL"),
        ("ix_notification_for_digest", ["person_id"], False, "for_digest"),
    ):
        op.create_index(name, "notification", columns, unique=unique, postgresql_where=sa.text(where))


def _letters() -> None:
    op.create_table(
        "outgoing_mail",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("notification_id", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("queued", MOMENT, nullable=False),
        sa.Column("next_try", MOMENT, nullable=False),
        sa.Column("lease", MOMENT),
        sa.Column("attempts", sa.BigInteger(), nullable=False),
        sa.Column("last_error", sa.Text(), nullable=False),
        sa.Column("sent_at", MOMENT),
        sa.ForeignKeyConstraint(
            ["notification_id"], ["notification.id"], name="fk_outgoing_mail_notification_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_outgoing_mail"),
        sa.UniqueConstraint("notification_id", name="uq_outgoing_mail_notification_id"),
    )
    waiting = sa.text("state = 'waiting'")
    op.create_index("ix_outgoing_mail_waiting", "outgoing_mail", ["next_try", "id"], postgresql_where=waiting)


def _choices() -> None:
    op.create_table(
        "notification_choice",
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("happening", sa.String(40), nullable=False),
        sa.Column("channel", sa.String(40), nullable=False),
        sa.Column("wanted", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_notification_choice_person_id"),
        sa.PrimaryKeyConstraint("person_id", "happening", "channel", name="pk_notification_choice"),
    )
    op.create_table(
        "notification_limit",
        sa.Column("happening", sa.String(40), nullable=False),
        sa.Column("channel", sa.String(40), nullable=False),
        sa.Column("limit", sa.String(40), nullable=False),
        sa.PrimaryKeyConstraint("happening", "channel", name="pk_notification_limit"),
    )


def downgrade() -> None:
    for table in (
        "notification_rules", "notification_limit", "notification_choice", "outgoing_mail", "notification",
    ):  # fmt: skip
        op.drop_table(table)
    op.drop_column("person", "email")
