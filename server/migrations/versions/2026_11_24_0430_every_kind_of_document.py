"""Kinds, classes, links, paper, and a ledger of numbers that knows scopes; what was there becomes incoming."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql
revision = 'c0d2a2b4a3e7'
down_revision = 'c4e81f60a2d7'
branch_labels = None
depends_on = None

HAS_NUMBER = "(number <> '' AND registered IS NOT NULL AND journal_id IS NOT NULL)"
REGISTERED = f"state <> 'registered' OR {HAS_NUMBER}"
NUMBERED = f"state NOT IN ('registered', 'cancelled') OR {HAS_NUMBER}"
KINDS = """
    INSERT INTO document_kind (key, version, title, document_class, code, template, own_series, fields, recipient_ids,
                               deadline_norm, retention, form, form_basis, closed, position)
    SELECT key, 1, title, 'incoming', '', '', false, '[]', '{}', '', '', 'electronic', '', false, position
    FROM dictionary_entry WHERE dictionary = 'kind'
"""
WORDS = """
    INSERT INTO dictionary_entry (dictionary, key, title, position)
    SELECT 'kind', key, title, position FROM document_kind WHERE document_class = 'incoming'
"""
DEFAULTED = [
    ('document', 'number_order'),
    ('document', 'redirected'),
    ('document', 'body'),
    ('document', 'drawn_up_at'),
    ('document', 'left_state'),
    ('document', 'normative'),
    ('document', 'publication'),
    ('document', 'force'),
    ('document', 'open_to_all'),
    ('document', 'register_when_signed'),
    ('document', 'joint_numbers'),
    ('document', 'form'),
    ('document', 'form_basis'),
    ('document', 'paper_place'),
    ('document', 'extra'),
    ('journal', 'version'),
    ('journal', 'kind'),
    ('journal', 'scope'),
    ('journal', 'closed'),
    ('number_counter', 'scope'),
    ('number_ledger', 'scope'),
    ('number_ledger', 'number_key'),
]


def upgrade() -> None:
    op.create_table('document_kind',
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('document_class', sa.String(length=40), nullable=False),
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('template', sa.Text(), nullable=False),
    sa.Column('own_series', sa.Boolean(), nullable=False),
    sa.Column('fields', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('recipient_ids', postgresql.ARRAY(sa.BigInteger()), nullable=False),
    sa.Column('deadline_norm', sa.Text(), nullable=False),
    sa.Column('retention', sa.Text(), nullable=False),
    sa.Column('form', sa.String(length=40), nullable=False),
    sa.Column('form_basis', sa.Text(), nullable=False),
    sa.Column('closed', sa.Boolean(), nullable=False),
    sa.Column('position', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_document_kind')),
    sa.UniqueConstraint('title', name=op.f('uq_document_kind_title'))
    )
    op.create_table('act_point',
    sa.Column('document_id', sa.BigInteger(), nullable=False),
    sa.Column('position', sa.BigInteger(), nullable=False),
    sa.Column('number', sa.Text(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('executor_id', sa.BigInteger(), nullable=True),
    sa.Column('due', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['document_id'], ['document.id'], name=op.f('fk_act_point_document_id')),
    sa.ForeignKeyConstraint(['executor_id'], ['person.id'], name=op.f('fk_act_point_executor_id')),
    sa.PrimaryKeyConstraint('document_id', 'position', name=op.f('pk_act_point'))
    )
    op.create_index(op.f('ix_act_point_executor_id'), 'act_point', ['executor_id'], unique=False)
    op.create_table('cosignatory',
    sa.Column('document_id', sa.BigInteger(), nullable=False),
    sa.Column('person_id', sa.BigInteger(), nullable=False),
    sa.Column('position', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['document_id'], ['document.id'], name=op.f('fk_cosignatory_document_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_cosignatory_person_id')),
    sa.PrimaryKeyConstraint('document_id', 'person_id', name=op.f('pk_cosignatory'))
    )
    op.create_index(op.f('ix_cosignatory_person_id'), 'cosignatory', ['person_id'], unique=False)
    op.create_table('dispatch',
    sa.Column('id', sa.BigInteger(), nullable=False),
    sa.Column('document_id', sa.BigInteger(), nullable=False),
    sa.Column('correspondent_id', sa.BigInteger(), nullable=False),
    sa.Column('delivery', sa.Text(), nullable=False),
    sa.Column('sent_on', sa.Date(), nullable=True),
    sa.Column('track', sa.Text(), nullable=False),
    sa.Column('remark', sa.Text(), nullable=False),
    sa.Column('person_id', sa.BigInteger(), nullable=True),
    sa.ForeignKeyConstraint(['correspondent_id'], ['correspondent.id'], name=op.f('fk_dispatch_correspondent_id')),
    sa.ForeignKeyConstraint(['document_id'], ['document.id'], name=op.f('fk_dispatch_document_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_dispatch_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_dispatch')),
    sa.UniqueConstraint('document_id', 'correspondent_id', name=op.f('uq_dispatch_document_id_correspondent_id'))
    )
    op.create_index(op.f('ix_dispatch_correspondent_id'), 'dispatch', ['correspondent_id'], unique=False)
    op.create_index(op.f('ix_dispatch_person_id'), 'dispatch', ['person_id'], unique=False)
    op.create_index(op.f('ix_dispatch_sent_on'), 'dispatch', ['sent_on'], unique=False)
    op.create_index('ix_dispatch_unsent', 'dispatch', ['document_id'], unique=False, postgresql_where=sa.text('sent_on IS NULL'))
    op.create_table('document_link',
    sa.Column('id', sa.BigInteger(), nullable=False),
    sa.Column('later_id', sa.BigInteger(), nullable=False),
    sa.Column('earlier_id', sa.BigInteger(), nullable=False),
    sa.Column('type', sa.String(length=40), nullable=False),
    sa.Column('person_id', sa.BigInteger(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.CheckConstraint('later_id <> earlier_id', name=op.f('ck_document_link_two_documents')),
    sa.ForeignKeyConstraint(['earlier_id'], ['document.id'], name=op.f('fk_document_link_earlier_id')),
    sa.ForeignKeyConstraint(['later_id'], ['document.id'], name=op.f('fk_document_link_later_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_document_link_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_document_link')),
    sa.UniqueConstraint('later_id', 'earlier_id', 'type', name=op.f('uq_document_link_later_id_earlier_id_type'))
    )
    op.create_index(op.f('ix_document_link_earlier_id'), 'document_link', ['earlier_id'], unique=False)
    op.create_index(op.f('ix_document_link_person_id'), 'document_link', ['person_id'], unique=False)
    op.create_table('document_recipient',
    sa.Column('document_id', sa.BigInteger(), nullable=False),
    sa.Column('correspondent_id', sa.BigInteger(), nullable=False),
    sa.Column('position', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['correspondent_id'], ['correspondent.id'], name=op.f('fk_document_recipient_correspondent_id')),
    sa.ForeignKeyConstraint(['document_id'], ['document.id'], name=op.f('fk_document_recipient_document_id')),
    sa.PrimaryKeyConstraint('document_id', 'correspondent_id', name=op.f('pk_document_recipient'))
    )
    op.create_index(op.f('ix_document_recipient_correspondent_id'), 'document_recipient', ['correspondent_id'], unique=False)
    op.create_table('paper_movement',
    sa.Column('id', sa.BigInteger(), nullable=False),
    sa.Column('document_id', sa.BigInteger(), nullable=False),
    sa.Column('copy', sa.Text(), nullable=False),
    sa.Column('person_id', sa.BigInteger(), nullable=True),
    sa.Column('place', sa.Text(), nullable=False),
    sa.Column('on', sa.Date(), nullable=False),
    sa.Column('due_back', sa.Date(), nullable=True),
    sa.Column('remark', sa.Text(), nullable=False),
    sa.Column('current', sa.Boolean(), nullable=False),
    sa.Column('recorded_by', sa.BigInteger(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.ForeignKeyConstraint(['document_id'], ['document.id'], name=op.f('fk_paper_movement_document_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_paper_movement_person_id')),
    sa.ForeignKeyConstraint(['recorded_by'], ['person.id'], name=op.f('fk_paper_movement_recorded_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_paper_movement'))
    )
    op.create_index(op.f('ix_paper_movement_document_id'), 'paper_movement', ['document_id'], unique=False)
    op.create_index(op.f('ix_paper_movement_document_id_copy'), 'paper_movement', ['document_id', 'copy'], unique=True, postgresql_where=sa.text('current'))
    op.create_index('ix_paper_movement_out', 'paper_movement', ['on'], unique=False, postgresql_where=sa.text('current AND person_id IS NOT NULL'))
    op.create_index(op.f('ix_paper_movement_person_id'), 'paper_movement', ['person_id'], unique=False)
    op.create_index(op.f('ix_paper_movement_recorded_by'), 'paper_movement', ['recorded_by'], unique=False)
    op.add_column('document', sa.Column('number_order', sa.Text(collation='C'), nullable=False, server_default=''))
    op.add_column('document', sa.Column('shares_id', sa.BigInteger(), nullable=True))
    op.add_column('document', sa.Column('redirected', sa.Text(), nullable=False, server_default=''))
    op.add_column('document', sa.Column('body', sa.Text(), nullable=False, server_default=''))
    op.add_column('document', sa.Column('drawn_up_at', sa.Text(), nullable=False, server_default=''))
    op.add_column('document', sa.Column('signatory_id', sa.BigInteger(), nullable=True))
    op.add_column('document', sa.Column('executor_id', sa.BigInteger(), nullable=True))
    op.add_column('document', sa.Column('unit_id', sa.BigInteger(), nullable=True))
    op.add_column('document', sa.Column('approver_id', sa.BigInteger(), nullable=True))
    op.add_column('document', sa.Column('signed_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('document', sa.Column('left_state', sa.Text(), nullable=False, server_default=''))
    op.add_column('document', sa.Column('normative', sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column('document', sa.Column('in_force', sa.Date(), nullable=True))
    op.add_column('document', sa.Column('published', sa.Date(), nullable=True))
    op.add_column('document', sa.Column('publication', sa.Text(), nullable=False, server_default=''))
    op.add_column('document', sa.Column('force', sa.String(length=40), nullable=False, server_default=''))
    op.add_column('document', sa.Column('open_to_all', sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column('document', sa.Column('register_when_signed', sa.Boolean(), nullable=False, server_default=sa.true()))
    op.add_column('document', sa.Column('joint_numbers', sa.Text(), nullable=False, server_default=''))
    op.add_column('document', sa.Column('form', sa.String(length=40), nullable=False, server_default='electronic'))
    op.add_column('document', sa.Column('form_basis', sa.Text(), nullable=False, server_default=''))
    op.add_column('document', sa.Column('paper_place', sa.Text(), nullable=False, server_default=''))
    op.add_column('document', sa.Column('extra', postgresql.JSONB(astext_type=sa.Text()), nullable=False, server_default='{}'))
    op.create_index(op.f('ix_document_approver_id'), 'document', ['approver_id'], unique=False)
    op.create_index('ix_document_executor', 'document', ['executor_id', 'id'], unique=False, postgresql_where=sa.text('executor_id IS NOT NULL'))
    op.create_index('ix_document_order', 'document', ['document_class', 'journal_id', 'number_order'], unique=False, postgresql_where=sa.text("state = 'registered'"))
    op.create_index('ix_document_projects', 'document', ['state', 'id'], unique=False, postgresql_where=sa.text("state NOT IN ('registered', 'draft')"))
    op.create_index('ix_document_signatory', 'document', ['signatory_id', 'id'], unique=False, postgresql_where=sa.text('signatory_id IS NOT NULL'))
    op.create_index(op.f('ix_document_unit_id'), 'document', ['unit_id'], unique=False)
    op.create_index('uq_document_shares', 'document', ['shares_id'], unique=True, postgresql_where=sa.text('shares_id IS NOT NULL'))
    op.create_foreign_key(op.f('fk_document_approver_id'), 'document', 'person', ['approver_id'], ['id'])
    op.create_foreign_key(op.f('fk_document_executor_id'), 'document', 'person', ['executor_id'], ['id'])
    op.create_foreign_key(op.f('fk_document_signatory_id'), 'document', 'person', ['signatory_id'], ['id'])
    op.create_foreign_key(op.f('fk_document_unit_id'), 'document', 'unit', ['unit_id'], ['id'])
    op.create_foreign_key(op.f('fk_document_shares_id'), 'document', 'document', ['shares_id'], ['id'])
    op.add_column('journal', sa.Column('version', sa.BigInteger(), nullable=False, server_default='1'))
    op.add_column('journal', sa.Column('kind', sa.Text(), nullable=False, server_default=''))
    op.add_column('journal', sa.Column('scope', sa.String(length=40), nullable=False, server_default='journal'))
    op.add_column('journal', sa.Column('closed', sa.Boolean(), nullable=False, server_default=sa.false()))
    op.drop_constraint(op.f('uq_journal_place_id_document_class'), 'journal', type_='unique')
    op.create_unique_constraint(op.f('uq_journal_place_id_document_class_kind'), 'journal', ['place_id', 'document_class', 'kind'])
    op.add_column('number_counter', sa.Column('scope', sa.Text(), nullable=False, server_default=''))
    op.add_column('number_ledger', sa.Column('scope', sa.Text(), nullable=False, server_default=''))
    op.add_column('number_ledger', sa.Column('number_key', sa.Text(), nullable=False, server_default=''))
    op.add_column('number_ledger', sa.Column('until', sa.Date(), nullable=True))
    op.execute("UPDATE number_ledger SET number_key = upper(replace(number, ' ', ''))")
    op.create_index('ix_number_ledger_missing', 'number_ledger', ['journal_id', 'year', 'value'], unique=False, postgresql_where=sa.text("state <> 'issued'"))
    op.create_index('ix_number_ledger_newest', 'number_ledger', ['journal_id', 'year', sa.literal_column('at DESC')], unique=False)
    op.create_index('uq_number_ledger_number', 'number_ledger', ['journal_id', 'year', 'number_key'], unique=True, postgresql_where=sa.text("state = 'issued'"))
    for table, columns in {"number_counter": ["journal_id", "year", "scope"],
                           "number_ledger": ["journal_id", "year", "scope", "value"]}.items():
        op.drop_constraint(f"pk_{table}", table, type_="primary")
        op.create_primary_key(f"pk_{table}", table, columns)
    op.drop_constraint(op.f("ck_document_registered_has_number"), "document", type_="check")
    op.create_check_constraint(op.f("ck_document_registered_has_number"), "document", NUMBERED)
    op.drop_index("ix_document_queue", table_name="document")
    op.create_index("ix_document_queue", "document", ["place_id", "id"],
                    postgresql_where=sa.text("state IN ('draft', 'awaiting')"))
    op.execute(KINDS)
    op.execute("DELETE FROM dictionary_entry WHERE dictionary = 'kind'")
    op.execute("UPDATE role SET rights = array_replace(rights, 'register_incoming', 'register')")
    for table, column in DEFAULTED:
        op.alter_column(table, column, server_default=None)


def downgrade() -> None:
    op.execute("UPDATE role SET rights = array_replace(rights, 'register', 'register_incoming')")
    op.execute(WORDS)
    op.drop_index("ix_document_queue", table_name="document")
    op.create_index("ix_document_queue", "document", ["place_id", "id"], postgresql_where=sa.text("state = 'draft'"))
    op.drop_constraint(op.f("ck_document_registered_has_number"), "document", type_="check")
    op.create_check_constraint(op.f("ck_document_registered_has_number"), "document", REGISTERED)
    for table, columns in {"number_counter": ["journal_id", "year"],
                           "number_ledger": ["journal_id", "year", "value"]}.items():
        op.drop_constraint(f"pk_{table}", table, type_="primary")
        op.create_primary_key(f"pk_{table}", table, columns)
    op.drop_index('uq_number_ledger_number', table_name='number_ledger', postgresql_where=sa.text("state = 'issued'"))
    op.drop_index('ix_number_ledger_newest', table_name='number_ledger')
    op.drop_index('ix_number_ledger_missing', table_name='number_ledger', postgresql_where=sa.text("state <> 'issued'"))
    op.drop_column('number_ledger', 'until')
    op.drop_column('number_ledger', 'number_key')
    op.drop_column('number_ledger', 'scope')
    op.drop_column('number_counter', 'scope')
    op.drop_constraint(op.f('uq_journal_place_id_document_class_kind'), 'journal', type_='unique')
    op.create_unique_constraint(op.f('uq_journal_place_id_document_class'), 'journal', ['place_id', 'document_class'], postgresql_nulls_not_distinct=False)
    op.drop_column('journal', 'closed')
    op.drop_column('journal', 'scope')
    op.drop_column('journal', 'kind')
    op.drop_column('journal', 'version')
    op.drop_constraint(op.f('fk_document_shares_id'), 'document', type_='foreignkey')
    op.drop_constraint(op.f('fk_document_unit_id'), 'document', type_='foreignkey')
    op.drop_constraint(op.f('fk_document_signatory_id'), 'document', type_='foreignkey')
    op.drop_constraint(op.f('fk_document_executor_id'), 'document', type_='foreignkey')
    op.drop_constraint(op.f('fk_document_approver_id'), 'document', type_='foreignkey')
    op.drop_index('uq_document_shares', table_name='document', postgresql_where=sa.text('shares_id IS NOT NULL'))
    op.drop_index(op.f('ix_document_unit_id'), table_name='document')
    op.drop_index('ix_document_signatory', table_name='document', postgresql_where=sa.text('signatory_id IS NOT NULL'))
    op.drop_index('ix_document_projects', table_name='document', postgresql_where=sa.text("state NOT IN ('registered', 'draft')"))
    op.drop_index('ix_document_order', table_name='document', postgresql_where=sa.text("state = 'registered'"))
    op.drop_index('ix_document_executor', table_name='document', postgresql_where=sa.text('executor_id IS NOT NULL'))
    op.drop_index(op.f('ix_document_approver_id'), table_name='document')
    op.drop_column('document', 'extra')
    op.drop_column('document', 'paper_place')
    op.drop_column('document', 'form_basis')
    op.drop_column('document', 'form')
    op.drop_column('document', 'joint_numbers')
    op.drop_column('document', 'register_when_signed')
    op.drop_column('document', 'open_to_all')
    op.drop_column('document', 'force')
    op.drop_column('document', 'publication')
    op.drop_column('document', 'published')
    op.drop_column('document', 'in_force')
    op.drop_column('document', 'normative')
    op.drop_column('document', 'left_state')
    op.drop_column('document', 'signed_at')
    op.drop_column('document', 'approver_id')
    op.drop_column('document', 'unit_id')
    op.drop_column('document', 'executor_id')
    op.drop_column('document', 'signatory_id')
    op.drop_column('document', 'drawn_up_at')
    op.drop_column('document', 'body')
    op.drop_column('document', 'redirected')
    op.drop_column('document', 'shares_id')
    op.drop_column('document', 'number_order')
    op.drop_index(op.f('ix_paper_movement_recorded_by'), table_name='paper_movement')
    op.drop_index(op.f('ix_paper_movement_person_id'), table_name='paper_movement')
    op.drop_index('ix_paper_movement_out', table_name='paper_movement', postgresql_where=sa.text('current AND person_id IS NOT NULL'))
    op.drop_index(op.f('ix_paper_movement_document_id_copy'), table_name='paper_movement', postgresql_where=sa.text('current'))
    op.drop_index(op.f('ix_paper_movement_document_id'), table_name='paper_movement')
    op.drop_table('paper_movement')
    op.drop_index(op.f('ix_document_recipient_correspondent_id'), table_name='document_recipient')
    op.drop_table('document_recipient')
    op.drop_index(op.f('ix_document_link_person_id'), table_name='document_link')
    op.drop_index(op.f('ix_document_link_earlier_id'), table_name='document_link')
    op.drop_table('document_link')
    op.drop_index('ix_dispatch_unsent', table_name='dispatch', postgresql_where=sa.text('sent_on IS NULL'))
    op.drop_index(op.f('ix_dispatch_sent_on'), table_name='dispatch')
    op.drop_index(op.f('ix_dispatch_person_id'), table_name='dispatch')
    op.drop_index(op.f('ix_dispatch_correspondent_id'), table_name='dispatch')
    op.drop_table('dispatch')
    op.drop_index(op.f('ix_cosignatory_person_id'), table_name='cosignatory')
    op.drop_table('cosignatory')
    op.drop_index(op.f('ix_act_point_executor_id'), table_name='act_point')
    op.drop_table('act_point')
    op.drop_table('document_kind')
