"""Every change of people, roles, units, places and substitutions raises the version of profiles by itself."""

from alembic import op

revision = "c4e81f60a2d7"
down_revision = "5b0d3a7c91e4"
branch_labels = None
depends_on = None

TABLES = ("person", "person_role", "role", "substitution", "unit", "registration_place")


def upgrade() -> None:
    op.execute("""
        CREATE FUNCTION raise_identity_version() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            UPDATE identity_version SET version = version + 1;
            RETURN NULL;
        END $$
    """)
    for table in TABLES:
        op.execute(f"""
            CREATE TRIGGER raises_identity_version AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION raise_identity_version()
        """)


def downgrade() -> None:
    for table in TABLES:
        op.execute(f"DROP TRIGGER raises_identity_version ON {table}")
    op.execute("DROP FUNCTION raise_identity_version()")
