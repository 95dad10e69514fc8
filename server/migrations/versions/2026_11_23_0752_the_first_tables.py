"""The first tables: people, files, jobs, calendar, registry, assignments, recognition, search, audit."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql
revision = '73136d9cb050'
down_revision = None
branch_labels = None
depends_on = None


GUARD = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are only ever added', TG_TABLE_NAME;
END $$;
CREATE TRIGGER only_added BEFORE UPDATE OR DELETE ON audit_event FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON audit_event FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER never_emptied BEFORE DELETE OR TRUNCATE ON number_ledger
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""


def upgrade() -> None:
    op.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    op.execute("CREATE SEQUENCE principal_id")
    op.create_table('audit_event',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('person_id', sa.BigInteger(), nullable=True),
    sa.Column('person', sa.Text(), nullable=False),
    sa.Column('acting_for', sa.Text(), nullable=False),
    sa.Column('session_id', sa.BigInteger(), nullable=True),
    sa.Column('address', sa.Text(), nullable=False),
    sa.Column('workplace', sa.Text(), nullable=False),
    sa.Column('call', sa.Text(), nullable=False),
    sa.Column('action', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('object_id', sa.BigInteger(), nullable=True),
    sa.Column('details', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('previous', sa.Text(), nullable=False),
    sa.Column('hash', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audit_event'))
    )
    op.create_index(op.f('ix_audit_event_kind_object_id_id'), 'audit_event', ['kind', 'object_id', 'id'], unique=False)
    op.create_index(op.f('ix_audit_event_person_id'), 'audit_event', ['person_id'], unique=False)
    op.create_table('audit_head',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('last_id', sa.BigInteger(), nullable=False),
    sa.Column('hash', sa.Text(), nullable=False),
    sa.CheckConstraint('id = 1', name=op.f('ck_audit_head_single')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audit_head'))
    )
    op.create_table('calendar_day',
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('moved_from', sa.Date(), nullable=True),
    sa.PrimaryKeyConstraint('day', name=op.f('pk_calendar_day'))
    )
    op.create_table('change_note',
    sa.Column('id', sa.BigInteger(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('object_id', sa.BigInteger(), nullable=False),
    sa.Column('audience', postgresql.ARRAY(sa.BigInteger()), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_change_note'))
    )
    op.create_index(op.f('ix_change_note_at'), 'change_note', ['at'], unique=False)
    op.create_table('content',
    sa.Column('id', sa.BigInteger(), nullable=False),
    sa.Column('sha256', sa.Text(), nullable=False),
    sa.Column('size', sa.BigInteger(), nullable=False),
    sa.Column('media_type', sa.Text(), nullable=False),
    sa.Column('stored', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.CheckConstraint('size > 0', name=op.f('ck_content_not_empty')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_content')),
    sa.UniqueConstraint('sha256', name=op.f('uq_content_sha256'))
    )
    op.create_table('correspondent',
    sa.Column('id', sa.BigInteger(), nullable=False),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('name_key', sa.Text(), nullable=False),
    sa.Column('tax_number', sa.Text(), nullable=False),
    sa.Column('address', sa.Text(), nullable=False),
    sa.Column('email', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_correspondent'))
    )
    op.create_index('ix_correspondent_name_key_prefix', 'correspondent', ['name_key'], unique=False, postgresql_ops={'name_key': 'text_pattern_ops'})
    op.create_index('ix_correspondent_name_key_trigrams', 'correspondent', ['name_key'], unique=False, postgresql_using='gin', postgresql_ops={'name_key': 'gin_trgm_ops'})
    op.create_index('uq_correspondent_tax_number', 'correspondent', ['tax_number'], unique=True, postgresql_where=sa.text("tax_number <> ''"))
    op.create_table('deadline_norm',
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('position', sa.BigInteger(), nullable=False),
    sa.Column('rule', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_deadline_norm'))
    )
    op.create_table('dictionary_entry',
    sa.Column('dictionary', sa.Text(), nullable=False),
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('position', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('dictionary', 'key', name=op.f('pk_dictionary_entry'))
    )
    op.create_table('given_answer',
    sa.Column('person_id', sa.BigInteger(), nullable=False),
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('method', sa.Text(), nullable=False),
    sa.Column('request_hash', sa.Text(), nullable=False),
    sa.Column('reply', sa.LargeBinary(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.PrimaryKeyConstraint('person_id', 'key', name=op.f('pk_given_answer'))
    )
    op.create_index(op.f('ix_given_answer_at'), 'given_answer', ['at'], unique=False)
    op.create_table('identity_version',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.CheckConstraint('id = 1', name=op.f('ck_identity_version_single')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_identity_version'))
    )
    op.create_table('role',
    sa.Column('id', sa.BigInteger(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('rights', postgresql.ARRAY(sa.Text()), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_role')),
    sa.UniqueConstraint('title', name=op.f('uq_role_title'))
    )
    op.create_table('search_entry',
    sa.Column('document_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('on_date', sa.Date(), nullable=False),
    sa.Column('readers', postgresql.ARRAY(sa.BigInteger()), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('summary', sa.Text(), nullable=False),
    sa.Column('card', sa.Text(), nullable=False),
    sa.Column('body', sa.Text(), server_default='', nullable=False),
    sa.Column('words', postgresql.TSVECTOR(), nullable=False),
    sa.PrimaryKeyConstraint('document_id', name=op.f('pk_search_entry'))
    )
    op.create_index('ix_search_entry_newest', 'search_entry', [sa.literal_column('on_date DESC'), sa.literal_column('document_id DESC')], unique=False)
    op.create_index(op.f('ix_search_entry_words'), 'search_entry', ['words'], unique=False, postgresql_using='gin')
    op.create_table('unit',
    sa.Column('id', sa.BigInteger(), nullable=False),
    sa.Column('parent_id', sa.BigInteger(), nullable=True),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('short_title', sa.Text(), nullable=False),
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('head_id', sa.BigInteger(), nullable=True),
    sa.ForeignKeyConstraint(['head_id'], ['person.id'], name=op.f('fk_unit_head_id'), initially='DEFERRED', deferrable=True, use_alter=True),
    sa.ForeignKeyConstraint(['parent_id'], ['unit.id'], name=op.f('fk_unit_parent_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_unit')),
    sa.UniqueConstraint('code', name=op.f('uq_unit_code'))
    )
    op.create_index(op.f('ix_unit_head_id'), 'unit', ['head_id'], unique=False)
    op.create_index(op.f('ix_unit_parent_id'), 'unit', ['parent_id'], unique=False)
    op.create_table('person',
    sa.Column('id', sa.BigInteger(), server_default=sa.text("nextval('principal_id')"), nullable=False),
    sa.Column('unit_id', sa.BigInteger(), nullable=False),
    sa.Column('assistant_of_id', sa.BigInteger(), nullable=True),
    sa.Column('surname', sa.Text(), nullable=False),
    sa.Column('first_name', sa.Text(), nullable=False),
    sa.Column('patronymic', sa.Text(), nullable=False),
    sa.Column('post', sa.Text(), nullable=False),
    sa.Column('takes_letters', sa.Boolean(), nullable=False),
    sa.Column('dismissed', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['assistant_of_id'], ['person.id'], name=op.f('fk_person_assistant_of_id')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_person_unit_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_person'))
    )
    op.create_index(op.f('ix_person_assistant_of_id'), 'person', ['assistant_of_id'], unique=False)
    op.create_index('ix_person_surname_prefix', 'person', [sa.literal_column('lower(surname)')], unique=False, postgresql_ops={'lower': 'text_pattern_ops'})
    op.create_index(op.f('ix_person_unit_id'), 'person', ['unit_id'], unique=False)
    op.create_table('registration_place',
    sa.Column('id', sa.BigInteger(), server_default=sa.text("nextval('principal_id')"), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('unit_id', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_registration_place_unit_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_registration_place')),
    sa.UniqueConstraint('title', name=op.f('uq_registration_place_title'))
    )
    op.create_index(op.f('ix_registration_place_unit_id'), 'registration_place', ['unit_id'], unique=False)
    op.create_table('account',
    sa.Column('person_id', sa.BigInteger(), nullable=False),
    sa.Column('login', sa.Text(), nullable=False),
    sa.Column('password', sa.Text(), nullable=False),
    sa.Column('failures', sa.BigInteger(), nullable=False),
    sa.Column('locked_until', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_account_person_id')),
    sa.PrimaryKeyConstraint('person_id', name=op.f('pk_account')),
    sa.UniqueConstraint('login', name=op.f('uq_account_login'))
    )
    op.create_table('job',
    sa.Column('id', sa.BigInteger(), nullable=False),
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('payload', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('person_id', sa.BigInteger(), nullable=True),
    sa.Column('state', sa.String(length=40), nullable=False),
    sa.Column('queued', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('run_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('lease', sa.DateTime(timezone=True), nullable=True),
    sa.Column('attempts', sa.BigInteger(), nullable=False),
    sa.Column('done', sa.BigInteger(), nullable=False),
    sa.Column('total', sa.BigInteger(), nullable=False),
    sa.Column('message', sa.Text(), nullable=False),
    sa.Column('finished', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('done >= 0 AND total >= 0', name=op.f('ck_job_counted')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_job_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_job'))
    )
    op.create_index(op.f('ix_job_person_id'), 'job', ['person_id'], unique=False)
    op.create_index(op.f('ix_job_run_at_id'), 'job', ['run_at', 'id'], unique=False, postgresql_where="state IN ('queued', 'running')")
    op.create_table('journal',
    sa.Column('id', sa.BigInteger(), nullable=False),
    sa.Column('place_id', sa.BigInteger(), nullable=False),
    sa.Column('document_class', sa.String(length=40), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('template', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['place_id'], ['registration_place.id'], name=op.f('fk_journal_place_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_journal')),
    sa.UniqueConstraint('place_id', 'document_class', name=op.f('uq_journal_place_id_document_class'))
    )
    op.create_table('person_role',
    sa.Column('id', sa.BigInteger(), nullable=False),
    sa.Column('person_id', sa.BigInteger(), nullable=False),
    sa.Column('role_id', sa.BigInteger(), nullable=False),
    sa.Column('place_id', sa.BigInteger(), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_person_role_person_id')),
    sa.ForeignKeyConstraint(['place_id'], ['registration_place.id'], name=op.f('fk_person_role_place_id')),
    sa.ForeignKeyConstraint(['role_id'], ['role.id'], name=op.f('fk_person_role_role_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_person_role'))
    )
    op.create_index(op.f('ix_person_role_person_id'), 'person_role', ['person_id'], unique=False)
    op.create_index(op.f('ix_person_role_place_id'), 'person_role', ['place_id'], unique=False)
    op.create_index(op.f('ix_person_role_role_id'), 'person_role', ['role_id'], unique=False)
    op.create_table('substitution',
    sa.Column('id', sa.BigInteger(), nullable=False),
    sa.Column('absent_id', sa.BigInteger(), nullable=False),
    sa.Column('deputy_id', sa.BigInteger(), nullable=False),
    sa.Column('since', sa.Date(), nullable=False),
    sa.Column('until', sa.Date(), nullable=False),
    sa.CheckConstraint('until >= since', name=op.f('ck_substitution_in_order')),
    sa.ForeignKeyConstraint(['absent_id'], ['person.id'], name=op.f('fk_substitution_absent_id')),
    sa.ForeignKeyConstraint(['deputy_id'], ['person.id'], name=op.f('fk_substitution_deputy_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_substitution'))
    )
    op.create_index(op.f('ix_substitution_absent_id'), 'substitution', ['absent_id'], unique=False)
    op.create_index(op.f('ix_substitution_deputy_id'), 'substitution', ['deputy_id'], unique=False)
    op.create_table('upload',
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('person_id', sa.BigInteger(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('size', sa.BigInteger(), nullable=False),
    sa.Column('sha256', sa.Text(), nullable=False),
    sa.Column('begun', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('file_id', sa.BigInteger(), nullable=True),
    sa.ForeignKeyConstraint(['file_id'], ['content.id'], name=op.f('fk_upload_file_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_upload_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_upload'))
    )
    op.create_index(op.f('ix_upload_begun'), 'upload', ['begun'], unique=False)
    op.create_index(op.f('ix_upload_file_id'), 'upload', ['file_id'], unique=False)
    op.create_index(op.f('ix_upload_person_id'), 'upload', ['person_id'], unique=False)
    op.create_table('user_session',
    sa.Column('id', sa.BigInteger(), nullable=False),
    sa.Column('person_id', sa.BigInteger(), nullable=False),
    sa.Column('token_hash', sa.Text(), nullable=False),
    sa.Column('started', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('seen', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('expires', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended', sa.DateTime(timezone=True), nullable=True),
    sa.Column('address', sa.Text(), nullable=False),
    sa.Column('workplace', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_user_session_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_user_session')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_user_session_token_hash'))
    )
    op.create_index(op.f('ix_user_session_person_id'), 'user_session', ['person_id'], unique=False)
    op.create_table('document',
    sa.Column('id', sa.BigInteger(), nullable=False),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.Column('document_class', sa.String(length=40), nullable=False),
    sa.Column('state', sa.String(length=40), nullable=False),
    sa.Column('readers', postgresql.ARRAY(sa.BigInteger()), nullable=False),
    sa.Column('created', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('author_id', sa.BigInteger(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('place_id', sa.BigInteger(), nullable=False),
    sa.Column('journal_id', sa.BigInteger(), nullable=True),
    sa.Column('number', sa.Text(), nullable=False),
    sa.Column('number_key', sa.Text(), nullable=False),
    sa.Column('registered', sa.Date(), nullable=True),
    sa.Column('registered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('registrar_id', sa.BigInteger(), nullable=True),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('correspondent_id', sa.BigInteger(), nullable=True),
    sa.Column('signatory', sa.Text(), nullable=False),
    sa.Column('their_number', sa.Text(), nullable=False),
    sa.Column('their_number_key', sa.Text(), nullable=False),
    sa.Column('their_date', sa.Date(), nullable=True),
    sa.Column('received', sa.Date(), nullable=True),
    sa.Column('delivery', sa.Text(), nullable=False),
    sa.Column('summary', sa.Text(), nullable=False),
    sa.Column('topic', sa.Text(), nullable=False),
    sa.Column('sheets', sa.BigInteger(), nullable=False),
    sa.Column('copies', sa.BigInteger(), nullable=False),
    sa.Column('appendices', sa.BigInteger(), nullable=False),
    sa.Column('appendix_sheets', sa.BigInteger(), nullable=False),
    sa.Column('restriction', sa.String(length=40), nullable=False),
    sa.Column('restriction_basis', sa.Text(), nullable=False),
    sa.Column('copy_number', sa.Text(), nullable=False),
    sa.Column('control_due', sa.Date(), nullable=True),
    sa.Column('case_file', sa.Text(), nullable=False),
    sa.Column('remark', sa.Text(), nullable=False),
    sa.Column('resolutions', sa.BigInteger(), nullable=False),
    sa.Column('unexecuted', sa.BigInteger(), nullable=False),
    sa.CheckConstraint("state <> 'registered' OR (number <> '' AND registered IS NOT NULL AND journal_id IS NOT NULL)", name=op.f('ck_document_registered_has_number')),
    sa.CheckConstraint('their_date IS NULL OR received IS NULL OR their_date <= received', name=op.f('ck_document_written_first')),
    sa.ForeignKeyConstraint(['author_id'], ['person.id'], name=op.f('fk_document_author_id')),
    sa.ForeignKeyConstraint(['correspondent_id'], ['correspondent.id'], name=op.f('fk_document_correspondent_id')),
    sa.ForeignKeyConstraint(['journal_id'], ['journal.id'], name=op.f('fk_document_journal_id')),
    sa.ForeignKeyConstraint(['place_id'], ['registration_place.id'], name=op.f('fk_document_place_id')),
    sa.ForeignKeyConstraint(['registrar_id'], ['person.id'], name=op.f('fk_document_registrar_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_document'))
    )
    op.create_index(op.f('ix_document_author_id'), 'document', ['author_id'], unique=False)
    op.create_index(op.f('ix_document_journal_id'), 'document', ['journal_id'], unique=False)
    op.create_index('ix_document_number_key', 'document', ['number_key'], unique=False, postgresql_ops={'number_key': 'text_pattern_ops'})
    op.create_index(op.f('ix_document_place_id'), 'document', ['place_id'], unique=False)
    op.create_index('ix_document_queue', 'document', ['place_id', 'id'], unique=False, postgresql_where=sa.text("state = 'draft'"))
    op.create_index('ix_document_readers', 'document', ['readers'], unique=False, postgresql_using='gin')
    op.create_index('ix_document_register', 'document', ['document_class', sa.literal_column('registered DESC'), sa.literal_column('id DESC')], unique=False, postgresql_where=sa.text("state = 'registered'"))
    op.create_index(op.f('ix_document_registrar_id'), 'document', ['registrar_id'], unique=False)
    op.create_index('ix_document_twins', 'document', ['correspondent_id', 'their_number_key', 'their_date'], unique=False, postgresql_where=sa.text("state = 'registered'"))
    op.create_table('number_counter',
    sa.Column('journal_id', sa.BigInteger(), nullable=False),
    sa.Column('year', sa.BigInteger(), nullable=False),
    sa.Column('last', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['journal_id'], ['journal.id'], name=op.f('fk_number_counter_journal_id')),
    sa.PrimaryKeyConstraint('journal_id', 'year', name=op.f('pk_number_counter'))
    )
    op.create_table('assignment',
    sa.Column('id', sa.BigInteger(), nullable=False),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.Column('document_id', sa.BigInteger(), nullable=False),
    sa.Column('parent_id', sa.BigInteger(), nullable=True),
    sa.Column('author_id', sa.BigInteger(), nullable=False),
    sa.Column('controller_id', sa.BigInteger(), nullable=True),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('issued_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('due', sa.Date(), nullable=False),
    sa.Column('first_due', sa.Date(), nullable=False),
    sa.Column('deadline', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('controlled', sa.Boolean(), nullable=False),
    sa.Column('urgent', sa.Boolean(), nullable=False),
    sa.Column('status', sa.String(length=40), nullable=False),
    sa.Column('done_on', sa.Date(), nullable=True),
    sa.Column('closing_note', sa.Text(), nullable=False),
    sa.CheckConstraint("status <> 'done' OR done_on IS NOT NULL", name=op.f('ck_assignment_done_has_date')),
    sa.CheckConstraint('NOT controlled OR controller_id IS NOT NULL', name=op.f('ck_assignment_control_has_controller')),
    sa.ForeignKeyConstraint(['author_id'], ['person.id'], name=op.f('fk_assignment_author_id')),
    sa.ForeignKeyConstraint(['controller_id'], ['person.id'], name=op.f('fk_assignment_controller_id')),
    sa.ForeignKeyConstraint(['document_id'], ['document.id'], name=op.f('fk_assignment_document_id')),
    sa.ForeignKeyConstraint(['parent_id'], ['assignment.id'], name=op.f('fk_assignment_parent_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_assignment'))
    )
    op.create_index(op.f('ix_assignment_document_id'), 'assignment', ['document_id'], unique=False)
    op.create_index('ix_assignment_due', 'assignment', ['due', 'id'], unique=False)
    op.create_index('ix_assignment_open_by_author', 'assignment', ['author_id', 'due'], unique=False, postgresql_where="status IN ('issued', 'reported')")
    op.create_index('ix_assignment_open_by_controller', 'assignment', ['controller_id', 'due'], unique=False, postgresql_where="status IN ('issued', 'reported')")
    op.create_index(op.f('ix_assignment_parent_id'), 'assignment', ['parent_id'], unique=False)
    op.create_table('attachment',
    sa.Column('id', sa.BigInteger(), nullable=False),
    sa.Column('document_id', sa.BigInteger(), nullable=False),
    sa.Column('file_id', sa.BigInteger(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('role', sa.String(length=40), nullable=False),
    sa.Column('added', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('person_id', sa.BigInteger(), nullable=True),
    sa.ForeignKeyConstraint(['document_id'], ['document.id'], name=op.f('fk_attachment_document_id')),
    sa.ForeignKeyConstraint(['file_id'], ['content.id'], name=op.f('fk_attachment_file_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_attachment_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_attachment'))
    )
    op.create_index(op.f('ix_attachment_document_id'), 'attachment', ['document_id'], unique=False)
    op.create_index(op.f('ix_attachment_file_id'), 'attachment', ['file_id'], unique=False)
    op.create_index(op.f('ix_attachment_person_id'), 'attachment', ['person_id'], unique=False)
    op.create_table('document_addressee',
    sa.Column('document_id', sa.BigInteger(), nullable=False),
    sa.Column('person_id', sa.BigInteger(), nullable=False),
    sa.Column('position', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['document_id'], ['document.id'], name=op.f('fk_document_addressee_document_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_document_addressee_person_id')),
    sa.PrimaryKeyConstraint('document_id', 'person_id', name=op.f('pk_document_addressee'))
    )
    op.create_index(op.f('ix_document_addressee_person_id'), 'document_addressee', ['person_id'], unique=False)
    op.create_table('number_ledger',
    sa.Column('journal_id', sa.BigInteger(), nullable=False),
    sa.Column('year', sa.BigInteger(), nullable=False),
    sa.Column('value', sa.BigInteger(), nullable=False),
    sa.Column('state', sa.String(length=40), nullable=False),
    sa.Column('number', sa.Text(), nullable=False),
    sa.Column('document_id', sa.BigInteger(), nullable=True),
    sa.Column('person_id', sa.BigInteger(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['document_id'], ['document.id'], name=op.f('fk_number_ledger_document_id')),
    sa.ForeignKeyConstraint(['journal_id'], ['journal.id'], name=op.f('fk_number_ledger_journal_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_number_ledger_person_id')),
    sa.PrimaryKeyConstraint('journal_id', 'year', 'value', name=op.f('pk_number_ledger'))
    )
    op.create_index(op.f('ix_number_ledger_document_id'), 'number_ledger', ['document_id'], unique=False)
    op.create_index(op.f('ix_number_ledger_person_id'), 'number_ledger', ['person_id'], unique=False)
    op.create_table('recognition',
    sa.Column('document_id', sa.BigInteger(), nullable=False),
    sa.Column('job_id', sa.BigInteger(), nullable=False),
    sa.Column('proposals', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.ForeignKeyConstraint(['document_id'], ['document.id'], name=op.f('fk_recognition_document_id')),
    sa.ForeignKeyConstraint(['job_id'], ['job.id'], name=op.f('fk_recognition_job_id')),
    sa.PrimaryKeyConstraint('document_id', name=op.f('pk_recognition'))
    )
    op.create_index(op.f('ix_recognition_job_id'), 'recognition', ['job_id'], unique=False)
    op.create_table('scanned_page',
    sa.Column('document_id', sa.BigInteger(), nullable=False),
    sa.Column('number', sa.BigInteger(), nullable=False),
    sa.Column('source_id', sa.BigInteger(), nullable=False),
    sa.Column('in_file', sa.BigInteger(), nullable=False),
    sa.Column('state', sa.String(length=40), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('preview_id', sa.BigInteger(), nullable=True),
    sa.Column('pdf_id', sa.BigInteger(), nullable=True),
    sa.Column('confidence', sa.Double(), nullable=False),
    sa.Column('text', postgresql.JSONB(astext_type=sa.Text()), nullable=True),
    sa.Column('plain', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['document_id'], ['document.id'], name=op.f('fk_scanned_page_document_id')),
    sa.ForeignKeyConstraint(['pdf_id'], ['content.id'], name=op.f('fk_scanned_page_pdf_id')),
    sa.ForeignKeyConstraint(['preview_id'], ['content.id'], name=op.f('fk_scanned_page_preview_id')),
    sa.ForeignKeyConstraint(['source_id'], ['content.id'], name=op.f('fk_scanned_page_source_id')),
    sa.PrimaryKeyConstraint('document_id', 'number', name=op.f('pk_scanned_page'))
    )
    op.create_index(op.f('ix_scanned_page_pdf_id'), 'scanned_page', ['pdf_id'], unique=False)
    op.create_index(op.f('ix_scanned_page_preview_id'), 'scanned_page', ['preview_id'], unique=False)
    op.create_index(op.f('ix_scanned_page_source_id'), 'scanned_page', ['source_id'], unique=False)
    op.create_table('assignment_executor',
    sa.Column('assignment_id', sa.BigInteger(), nullable=False),
    sa.Column('person_id', sa.BigInteger(), nullable=False),
    sa.Column('responsible', sa.Boolean(), nullable=False),
    sa.Column('due', sa.Date(), nullable=False),
    sa.Column('open', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['assignment_id'], ['assignment.id'], name=op.f('fk_assignment_executor_assignment_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_assignment_executor_person_id')),
    sa.PrimaryKeyConstraint('assignment_id', 'person_id', name=op.f('pk_assignment_executor'))
    )
    op.create_index('ix_assignment_executor_folder', 'assignment_executor', ['person_id', 'due'], unique=False, postgresql_where='open')
    op.create_index(op.f('ix_assignment_executor_person_id'), 'assignment_executor', ['person_id'], unique=False)
    op.create_table('execution_report',
    sa.Column('id', sa.BigInteger(), nullable=False),
    sa.Column('assignment_id', sa.BigInteger(), nullable=False),
    sa.Column('author_id', sa.BigInteger(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('final', sa.Boolean(), nullable=False),
    sa.Column('accepted', sa.Boolean(), nullable=True),
    sa.Column('answer', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['assignment_id'], ['assignment.id'], name=op.f('fk_execution_report_assignment_id')),
    sa.ForeignKeyConstraint(['author_id'], ['person.id'], name=op.f('fk_execution_report_author_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_execution_report'))
    )
    op.create_index(op.f('ix_execution_report_assignment_id'), 'execution_report', ['assignment_id'], unique=False)
    op.create_index(op.f('ix_execution_report_author_id'), 'execution_report', ['author_id'], unique=False)
    op.create_table('execution_report_file',
    sa.Column('report_id', sa.BigInteger(), nullable=False),
    sa.Column('file_id', sa.BigInteger(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['file_id'], ['content.id'], name=op.f('fk_execution_report_file_file_id')),
    sa.ForeignKeyConstraint(['report_id'], ['execution_report.id'], name=op.f('fk_execution_report_file_report_id')),
    sa.PrimaryKeyConstraint('report_id', 'file_id', name=op.f('pk_execution_report_file'))
    )
    op.create_index(op.f('ix_execution_report_file_file_id'), 'execution_report_file', ['file_id'], unique=False)
    op.create_foreign_key(
        op.f("fk_unit_head_id"), "unit", "person", ["head_id"], ["id"], deferrable=True, initially="DEFERRED"
    )
    op.execute(GUARD)
    op.execute(f"INSERT INTO audit_head (id, last_id, hash) VALUES (1, 0, '{'0' * 64}')")
    op.execute("INSERT INTO identity_version (id, version) VALUES (1, 1)")


def downgrade() -> None:
    op.drop_constraint(op.f("fk_unit_head_id"), "unit", type_="foreignkey")
    op.drop_index(op.f('ix_execution_report_file_file_id'), table_name='execution_report_file')
    op.drop_table('execution_report_file')
    op.drop_index(op.f('ix_execution_report_author_id'), table_name='execution_report')
    op.drop_index(op.f('ix_execution_report_assignment_id'), table_name='execution_report')
    op.drop_table('execution_report')
    op.drop_index(op.f('ix_assignment_executor_person_id'), table_name='assignment_executor')
    op.drop_index('ix_assignment_executor_folder', table_name='assignment_executor', postgresql_where='open')
    op.drop_table('assignment_executor')
    op.drop_index(op.f('ix_scanned_page_source_id'), table_name='scanned_page')
    op.drop_index(op.f('ix_scanned_page_preview_id'), table_name='scanned_page')
    op.drop_index(op.f('ix_scanned_page_pdf_id'), table_name='scanned_page')
    op.drop_table('scanned_page')
    op.drop_index(op.f('ix_recognition_job_id'), table_name='recognition')
    op.drop_table('recognition')
    op.drop_index(op.f('ix_number_ledger_person_id'), table_name='number_ledger')
    op.drop_index(op.f('ix_number_ledger_document_id'), table_name='number_ledger')
    op.drop_table('number_ledger')
    op.drop_index(op.f('ix_document_addressee_person_id'), table_name='document_addressee')
    op.drop_table('document_addressee')
    op.drop_index(op.f('ix_attachment_person_id'), table_name='attachment')
    op.drop_index(op.f('ix_attachment_file_id'), table_name='attachment')
    op.drop_index(op.f('ix_attachment_document_id'), table_name='attachment')
    op.drop_table('attachment')
    op.drop_index(op.f('ix_assignment_parent_id'), table_name='assignment')
    op.drop_index('ix_assignment_open_by_controller', table_name='assignment', postgresql_where="status IN ('issued', 'reported')")
    op.drop_index('ix_assignment_open_by_author', table_name='assignment', postgresql_where="status IN ('issued', 'reported')")
    op.drop_index('ix_assignment_due', table_name='assignment')
    op.drop_index(op.f('ix_assignment_document_id'), table_name='assignment')
    op.drop_table('assignment')
    op.drop_table('number_counter')
    op.drop_index('ix_document_twins', table_name='document', postgresql_where=sa.text("state = 'registered'"))
    op.drop_index(op.f('ix_document_registrar_id'), table_name='document')
    op.drop_index('ix_document_register', table_name='document', postgresql_where=sa.text("state = 'registered'"))
    op.drop_index('ix_document_readers', table_name='document', postgresql_using='gin')
    op.drop_index('ix_document_queue', table_name='document', postgresql_where=sa.text("state = 'draft'"))
    op.drop_index(op.f('ix_document_place_id'), table_name='document')
    op.drop_index('ix_document_number_key', table_name='document', postgresql_ops={'number_key': 'text_pattern_ops'})
    op.drop_index(op.f('ix_document_journal_id'), table_name='document')
    op.drop_index(op.f('ix_document_author_id'), table_name='document')
    op.drop_table('document')
    op.drop_index(op.f('ix_user_session_person_id'), table_name='user_session')
    op.drop_table('user_session')
    op.drop_index(op.f('ix_upload_person_id'), table_name='upload')
    op.drop_index(op.f('ix_upload_file_id'), table_name='upload')
    op.drop_index(op.f('ix_upload_begun'), table_name='upload')
    op.drop_table('upload')
    op.drop_index(op.f('ix_substitution_deputy_id'), table_name='substitution')
    op.drop_index(op.f('ix_substitution_absent_id'), table_name='substitution')
    op.drop_table('substitution')
    op.drop_index(op.f('ix_person_role_role_id'), table_name='person_role')
    op.drop_index(op.f('ix_person_role_place_id'), table_name='person_role')
    op.drop_index(op.f('ix_person_role_person_id'), table_name='person_role')
    op.drop_table('person_role')
    op.drop_table('journal')
    op.drop_index(op.f('ix_job_run_at_id'), table_name='job', postgresql_where="state IN ('queued', 'running')")
    op.drop_index(op.f('ix_job_person_id'), table_name='job')
    op.drop_table('job')
    op.drop_table('account')
    op.drop_index(op.f('ix_registration_place_unit_id'), table_name='registration_place')
    op.drop_table('registration_place')
    op.drop_index(op.f('ix_person_unit_id'), table_name='person')
    op.drop_index('ix_person_surname_prefix', table_name='person', postgresql_ops={'lower': 'text_pattern_ops'})
    op.drop_index(op.f('ix_person_assistant_of_id'), table_name='person')
    op.drop_table('person')
    op.drop_index(op.f('ix_unit_parent_id'), table_name='unit')
    op.drop_index(op.f('ix_unit_head_id'), table_name='unit')
    op.drop_table('unit')
    op.drop_index(op.f('ix_search_entry_words'), table_name='search_entry', postgresql_using='gin')
    op.drop_index('ix_search_entry_newest', table_name='search_entry')
    op.drop_table('search_entry')
    op.drop_table('role')
    op.drop_table('identity_version')
    op.drop_index(op.f('ix_given_answer_at'), table_name='given_answer')
    op.drop_table('given_answer')
    op.drop_table('dictionary_entry')
    op.drop_table('deadline_norm')
    op.drop_index('uq_correspondent_tax_number', table_name='correspondent', postgresql_where=sa.text("tax_number <> ''"))
    op.drop_index('ix_correspondent_name_key_trigrams', table_name='correspondent', postgresql_using='gin', postgresql_ops={'name_key': 'gin_trgm_ops'})
    op.drop_index('ix_correspondent_name_key_prefix', table_name='correspondent', postgresql_ops={'name_key': 'text_pattern_ops'})
    op.drop_table('correspondent')
    op.drop_table('content')
    op.drop_index(op.f('ix_change_note_at'), table_name='change_note')
    op.drop_table('change_note')
    op.drop_table('calendar_day')
    op.drop_table('audit_head')
    op.drop_index(op.f('ix_audit_event_person_id'), table_name='audit_event')
    op.drop_index(op.f('ix_audit_event_kind_object_id_id'), table_name='audit_event')
    op.drop_table('audit_event')
    op.execute("DROP FUNCTION refuse_change()")
    op.execute("DROP SEQUENCE principal_id")
    op.execute("DROP EXTENSION pg_trgm")
