"""Reports as they were ordered."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql
revision = '358777989d65'
down_revision = '73136d9cb050'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('report_run',
    sa.Column('id', sa.BigInteger(), nullable=False),
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('parameters', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('format', sa.String(length=40), nullable=False),
    sa.Column('person_id', sa.BigInteger(), nullable=False),
    sa.Column('job_id', sa.BigInteger(), nullable=True),
    sa.Column('as_of', sa.DateTime(timezone=True), nullable=False),
    sa.Column('file_id', sa.BigInteger(), nullable=True),
    sa.Column('file_name', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['file_id'], ['content.id'], name=op.f('fk_report_run_file_id')),
    sa.ForeignKeyConstraint(['job_id'], ['job.id'], name=op.f('fk_report_run_job_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_report_run_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_report_run'))
    )
    op.create_index(op.f('ix_report_run_file_id'), 'report_run', ['file_id'], unique=False)
    op.create_index(op.f('ix_report_run_job_id'), 'report_run', ['job_id'], unique=False)
    op.create_index(op.f('ix_report_run_person_id'), 'report_run', ['person_id'], unique=False)


def downgrade() -> None:
    op.drop_index(op.f('ix_report_run_person_id'), table_name='report_run')
    op.drop_index(op.f('ix_report_run_job_id'), table_name='report_run')
    op.drop_index(op.f('ix_report_run_file_id'), table_name='report_run')
    op.drop_table('report_run')
