"""For what each norm of a deadline is meant, the norms that the table lacked, and why each visa is due when it is."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "b7e2d9a4f136"
down_revision = "a7c3e95d2b18"

AREAS = {
    "assignments": "month urgent prompt very_urgent ten_working monthly always",
    "prosecutor": "five_working check_working protest submission corruption",
    "deputies": "deputy deputy_appeal regional_deputy parliament",
    "oversight": "accounts",
    "appeals": "appeal_registration appeal appeal_migration appeal_forwarding appeal_request",
    "information": "information information_forwarding",
    "lawyers": "lawyer",
    "services": "complaint complaint_refusal interagency",
    "approval": "drafts",
}
REGIONAL = "региональный порядок контроля"
# key, area, title, count, amount, source, since
LACKING = [
    ("at_once", "assignments", "«Вручить немедленно»: 1 рабочий день", "working", 1,
     REGIONAL, "registered"),
    ("urgent_working", "assignments", "«Срочно»: 3 рабочих дня", "working", 3,
     REGIONAL, "registered"),
    ("quarterly", "assignments", "«Ежеквартально»: до 10 числа следующего месяца", "next_month", 10,
     REGIONAL, "registered"),
    ("appeal_extension", "appeals", "Обращение: продление, до 30 дней сверх срока", "calendar", 30,
     "59-ФЗ, ч. 2 ст. 12", "term"),
    ("appeal_migration_forwarding", "appeals", "Обращение о фактах миграционных нарушений: направление 5 дней", "calendar", 5,
     "59-ФЗ, ч. 3.1 ст. 8", "registered"),
    ("appeal_split", "appeals", "Обращение с вопросами разных органов: копии 7 дней", "calendar", 7,
     "59-ФЗ, ч. 4 ст. 8", "registered"),
    ("appeal_court", "appeals", "Обращение об обжаловании судебного решения: возврат 7 дней", "calendar", 7,
     "59-ФЗ, ч. 2 ст. 11", "registered"),
    ("appeal_unclear", "appeals", "Обращение: текст не читается или суть неясна, уведомление 7 дней", "calendar", 7,
     "59-ФЗ, ч. 4 и 4.1 ст. 11", "registered"),
    ("appeal_published", "appeals", "Обращение: ответ уже на сайте, уведомление 7 дней", "calendar", 7,
     "59-ФЗ, ч. 5.1 ст. 11", "registered"),
    ("information_registration", "information", "Запрос информации: регистрация 3 дня", "calendar", 3,
     "8-ФЗ, ст. 18", "received"),
    ("information_delay", "information", "Запрос информации: уведомление об отсрочке 7 дней", "calendar", 7,
     "8-ФЗ, ст. 18", "registered"),
    ("information_extension", "information", "Запрос информации: продление, до 15 дней сверх срока", "calendar", 15,
     "8-ФЗ, ст. 18", "term"),
    ("lawyer_extension", "lawyers", "Адвокатский запрос: продление, до 30 дней сверх срока", "calendar", 30,
     "63-ФЗ, ст. 6.1", "term"),
]
PUT = sa.text(
    "INSERT INTO deadline_norm (key, area, position, rule)"
    " SELECT :key, :area, (SELECT max(position) + 1 FROM deadline_norm), CAST(:rule AS jsonb)"
    " WHERE EXISTS (SELECT 1 FROM deadline_norm) ON CONFLICT (key) DO NOTHING"
).bindparams(sa.bindparam("rule", type_=JSONB))
KNOWN = "jsonb_build_object('norm', n.key)"
SAME = "%s->>'title' = n.rule->>'title' AND coalesce(%s->>'source', '') = coalesce(n.rule->>'source', '')"


def upgrade() -> None:
    op.add_column("deadline_norm", sa.Column("area", sa.String(40), nullable=False, server_default="other"))
    op.add_column("approval_visa", sa.Column("deadline", JSONB(), nullable=True))
    op.add_column("distribution_sending", sa.Column("deadline", JSONB(), nullable=True))
    for area, keys in AREAS.items():
        put = sa.text("UPDATE deadline_norm SET area = :area WHERE key = ANY(:keys)")
        op.execute(put.bindparams(area=area, keys=keys.split()))
    for key, area, title, count, amount, source, since in LACKING:
        rule = {
            "title": title, "count": count, "amount": amount, "shift": "back", "source": source, "since": since,
        }  # fmt: skip
        op.execute(PUT.bindparams(key=key, area=area, rule=rule))
    _name_norms("resolution_template", "content", "true")
    _name_norms("assignment", "deadline", "status IN ('draft', 'approval')")


def _name_norms(table: str, column: str, which: str) -> None:
    """What was chosen from the norms and is still to be counted says which norm it was."""
    rule = f"{column}->'rule'"
    op.execute(
        f"UPDATE {table} SET {column} = jsonb_set({column}, '{{rule}}', {rule} || {KNOWN}) FROM deadline_norm n"  # noqa: S608
        f" WHERE {which} AND {SAME % (rule, rule)}"
    )


def downgrade() -> None:
    keys = [key for key, *_ in LACKING]
    for change in (
        "UPDATE document_kind SET deadline_norm = '' WHERE deadline_norm = ANY(:keys)",
        "DELETE FROM deadline_norm WHERE key = ANY(:keys)",
    ):
        op.execute(sa.text(change).bindparams(keys=keys))
    for table, column in (("assignment", "deadline"), ("assignment_step", "deadline"), ("document", "control_deadline")):
        op.execute(
            f"UPDATE {table} SET {column} = jsonb_set({column}, '{{rule,since}}', '\"registered\"')"  # noqa: S608
            f" WHERE {column}->'rule'->>'since' = 'term'"
        )
    op.drop_column("distribution_sending", "deadline")
    op.drop_column("approval_visa", "deadline")
    op.drop_column("deadline_norm", "area")
