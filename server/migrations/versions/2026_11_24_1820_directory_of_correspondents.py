"""The directory of correspondents: every kind of entry, names with their history, mergers, likenesses, imports."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "d41b7a90c5e2"
down_revision = "a41f7c2e9d05"
branch_labels = None
depends_on = None

# The legal forms as they were on the day of this revision; see server/correspondents/names.py.
FORMS = "|".join(
    ['федеральное государственное бюджетное образовательное учреждение высшего образования',
     'федеральное государственное унитарное предприятие',
     'федеральное государственное бюджетное учреждение',
     'общество с ограниченной ответственностью',
     'бюджетное общеобразовательное учреждение',
     'товарищество собственников недвижимости',
     'государственное унитарное предприятие',
     'автономная некоммерческая организация',
     'муниципальное унитарное предприятие',
     'муниципальное автономное учреждение',
     'муниципальное бюджетное учреждение',
     'муниципальное казенное учреждение',
     'непубличное акционерное общество',
     'федеральное бюджетное учреждение',
     'товарищество собственников жилья',
     'жилищно строительный кооператив',
     'публичное акционерное общество',
     'индивидуальный предприниматель',
     'открытое акционерное общество',
     'закрытое акционерное общество',
     'некоммерческое партнерство',
     'автономное учреждение',
     'акционерное общество',
     'бюджетное учреждение',
     'казенное учреждение',
     'фгбоу',
     'фгуп',
     'фгбу',
     'ооо',
     'оао',
     'зао',
     'пао',
     'нао',
     'муп',
     'гуп',
     'ано',
     'фбу',
     'мбу',
     'мку',
     'мау',
     'гку',
     'гбу',
     'тсж',
     'тсн',
     'жск',
     'ао',
     'ип',
     'нп',
     'бу',
     'ку',
     'ау']
)
NAMES = r"""
    INSERT INTO correspondent_name (correspondent_id, leads_to_id, short, name, key, proposed)
    SELECT id, id, false, name, coalesce(nullif(trim(regexp_replace(
        regexp_replace(name_key, '\m({forms})\M', ' ', 'g'), ' +', ' ', 'g')), ''), name_key), true
    FROM correspondent
"""
WORDS = """
    INSERT INTO correspondent_word (word)
    SELECT DISTINCT word FROM correspondent_name, unnest(string_to_array(key, ' ')) word WHERE word <> ''
"""
# The version before knew one entry for each ИНН only.
FIRST_OF_NUMBER = """
    UPDATE correspondent c SET tax_number = '' WHERE tax_number <> '' AND EXISTS (
        SELECT FROM correspondent o WHERE o.tax_number = c.tax_number AND o.id < c.id)
"""
KINDS_BEFORE = "UPDATE correspondent SET kind = 'organisation' WHERE kind NOT IN ('organisation', 'person')"


def upgrade() -> None:
    op.create_table('correspondent_word',
    sa.Column('word', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('word', name=op.f('pk_correspondent_word'))
    )
    op.create_index('ix_correspondent_word_prefix', 'correspondent_word', ['word'], unique=False, postgresql_ops={'word': 'text_pattern_ops'})
    op.create_index('ix_correspondent_word_trigrams', 'correspondent_word', ['word'], unique=False, postgresql_using='gin', postgresql_ops={'word': 'gin_trgm_ops'})
    op.create_table('correspondent_member',
    sa.Column('group_id', sa.BigInteger(), nullable=False),
    sa.Column('member_id', sa.BigInteger(), nullable=False),
    sa.Column('position', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['group_id'], ['correspondent.id'], name=op.f('fk_correspondent_member_group_id')),
    sa.ForeignKeyConstraint(['member_id'], ['correspondent.id'], name=op.f('fk_correspondent_member_member_id')),
    sa.PrimaryKeyConstraint('group_id', 'member_id', name=op.f('pk_correspondent_member'))
    )
    op.create_index(op.f('ix_correspondent_member_member_id'), 'correspondent_member', ['member_id'], unique=False)
    op.create_table('correspondent_name',
    sa.Column('id', sa.BigInteger(), nullable=False),
    sa.Column('correspondent_id', sa.BigInteger(), nullable=False),
    sa.Column('leads_to_id', sa.BigInteger(), nullable=False),
    sa.Column('short', sa.Boolean(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('proposed', sa.Boolean(), nullable=False),
    sa.Column('used', sa.BigInteger(), server_default='0', nullable=False),
    sa.ForeignKeyConstraint(['correspondent_id'], ['correspondent.id'], name=op.f('fk_correspondent_name_correspondent_id')),
    sa.ForeignKeyConstraint(['leads_to_id'], ['correspondent.id'], name=op.f('fk_correspondent_name_leads_to_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_correspondent_name'))
    )
    op.create_index(op.f('ix_correspondent_name_correspondent_id_until'), 'correspondent_name', ['correspondent_id', 'until'], unique=False)
    op.create_index(op.f('ix_correspondent_name_leads_to_id'), 'correspondent_name', ['leads_to_id'], unique=False)
    op.create_index('ix_correspondent_name_prefix', 'correspondent_name', ['key'], unique=False, postgresql_ops={'key': 'text_pattern_ops'})
    op.create_index('ix_correspondent_name_trigrams', 'correspondent_name', ['key'], unique=False, postgresql_using='gin', postgresql_ops={'key': 'gin_trgm_ops'})
    op.create_index('ix_correspondent_name_used', 'correspondent_name', [sa.literal_column('used DESC'), 'key'], unique=False, postgresql_where=sa.text('proposed'))
    op.create_table('correspondent_likeness',
    sa.Column('id', sa.BigInteger(), nullable=False),
    sa.Column('first_id', sa.BigInteger(), nullable=False),
    sa.Column('second_id', sa.BigInteger(), nullable=False),
    sa.Column('likeness', sa.BigInteger(), nullable=False),
    sa.Column('reasons', sa.Text(), nullable=False),
    sa.Column('apart', sa.Boolean(), nullable=False),
    sa.Column('person_id', sa.BigInteger(), nullable=True),
    sa.CheckConstraint('first_id < second_id', name=op.f('ck_correspondent_likeness_in_order')),
    sa.ForeignKeyConstraint(['first_id'], ['correspondent.id'], name=op.f('fk_correspondent_likeness_first_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_correspondent_likeness_person_id')),
    sa.ForeignKeyConstraint(['second_id'], ['correspondent.id'], name=op.f('fk_correspondent_likeness_second_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_correspondent_likeness'))
    )
    op.create_index(op.f('ix_correspondent_likeness_first_id_second_id'), 'correspondent_likeness', ['first_id', 'second_id'], unique=True)
    op.create_index(op.f('ix_correspondent_likeness_person_id'), 'correspondent_likeness', ['person_id'], unique=False)
    op.create_index('ix_correspondent_likeness_register', 'correspondent_likeness', ['apart', sa.literal_column('likeness DESC'), 'id'], unique=False)
    op.create_index(op.f('ix_correspondent_likeness_second_id'), 'correspondent_likeness', ['second_id'], unique=False)
    op.create_table('correspondent_merger',
    sa.Column('id', sa.BigInteger(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('person_id', sa.BigInteger(), nullable=False),
    sa.Column('stays_id', sa.BigInteger(), nullable=False),
    sa.Column('goes_id', sa.BigInteger(), nullable=False),
    sa.Column('changes', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('followers', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('undone_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('undone_by', sa.BigInteger(), nullable=True),
    sa.ForeignKeyConstraint(['goes_id'], ['correspondent.id'], name=op.f('fk_correspondent_merger_goes_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_correspondent_merger_person_id')),
    sa.ForeignKeyConstraint(['stays_id'], ['correspondent.id'], name=op.f('fk_correspondent_merger_stays_id')),
    sa.ForeignKeyConstraint(['undone_by'], ['person.id'], name=op.f('fk_correspondent_merger_undone_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_correspondent_merger'))
    )
    op.create_index(op.f('ix_correspondent_merger_goes_id'), 'correspondent_merger', ['goes_id'], unique=False)
    op.create_index(op.f('ix_correspondent_merger_person_id'), 'correspondent_merger', ['person_id'], unique=False)
    op.create_index(op.f('ix_correspondent_merger_stays_id'), 'correspondent_merger', ['stays_id'], unique=False)
    op.create_index(op.f('ix_correspondent_merger_undone_by'), 'correspondent_merger', ['undone_by'], unique=False)
    op.create_table('correspondent_import',
    sa.Column('id', sa.BigInteger(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('person_id', sa.BigInteger(), nullable=False),
    sa.Column('job_id', sa.BigInteger(), nullable=True),
    sa.Column('file_id', sa.BigInteger(), nullable=False),
    sa.Column('file_name', sa.Text(), nullable=False),
    sa.Column('order', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('trial', sa.Boolean(), nullable=False),
    sa.Column('done', sa.Boolean(), nullable=False),
    sa.Column('added', sa.BigInteger(), nullable=False),
    sa.Column('changed', sa.BigInteger(), nullable=False),
    sa.Column('same', sa.BigInteger(), nullable=False),
    sa.Column('refused', sa.BigInteger(), nullable=False),
    sa.Column('account_id', sa.BigInteger(), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['content.id'], name=op.f('fk_correspondent_import_account_id')),
    sa.ForeignKeyConstraint(['file_id'], ['content.id'], name=op.f('fk_correspondent_import_file_id')),
    sa.ForeignKeyConstraint(['job_id'], ['job.id'], name=op.f('fk_correspondent_import_job_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_correspondent_import_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_correspondent_import'))
    )
    op.create_index(op.f('ix_correspondent_import_account_id'), 'correspondent_import', ['account_id'], unique=False)
    op.create_index(op.f('ix_correspondent_import_file_id'), 'correspondent_import', ['file_id'], unique=False)
    op.create_index(op.f('ix_correspondent_import_job_id'), 'correspondent_import', ['job_id'], unique=False)
    op.create_index(op.f('ix_correspondent_import_person_id'), 'correspondent_import', ['person_id'], unique=False)
    op.create_table('correspondent_import_row',
    sa.Column('import_id', sa.BigInteger(), nullable=False),
    sa.Column('number', sa.BigInteger(), nullable=False),
    sa.Column('outcome', sa.String(length=40), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('column', sa.Text(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['import_id'], ['correspondent_import.id'], name=op.f('fk_correspondent_import_row_import_id')),
    sa.PrimaryKeyConstraint('import_id', 'number', name=op.f('pk_correspondent_import_row'))
    )
    op.create_index(op.f('ix_correspondent_import_row_import_id_outcome_number'), 'correspondent_import_row', ['import_id', 'outcome', 'number'], unique=False)
    op.add_column('correspondent', sa.Column('version', sa.BigInteger(), server_default='1', nullable=False))
    op.add_column('correspondent', sa.Column('own_name', sa.Text(), server_default='', nullable=False))
    op.add_column('correspondent', sa.Column('renamed_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('correspondent', sa.Column('short_name', sa.Text(), server_default='', nullable=False))
    op.add_column('correspondent', sa.Column('tax_reason', sa.Text(), server_default='', nullable=False))
    op.add_column('correspondent', sa.Column('state_number', sa.Text(), server_default='', nullable=False))
    op.add_column('correspondent', sa.Column('phone', sa.Text(), server_default='', nullable=False))
    op.add_column('correspondent', sa.Column('exchange_address', sa.Text(), server_default='', nullable=False))
    op.add_column('correspondent', sa.Column('post', sa.Text(), server_default='', nullable=False))
    op.add_column('correspondent', sa.Column('organisation_id', sa.BigInteger(), nullable=True))
    op.add_column('correspondent', sa.Column('dative', sa.Text(), server_default='', nullable=False))
    op.add_column('correspondent', sa.Column('note', sa.Text(), server_default='', nullable=False))
    op.add_column('correspondent', sa.Column('closed', sa.Date(), nullable=True))
    op.add_column('correspondent', sa.Column('checked', sa.Boolean(), server_default='true', nullable=False))
    op.add_column('correspondent', sa.Column('used', sa.BigInteger(), server_default='0', nullable=False))
    op.add_column('correspondent', sa.Column('merged_into_id', sa.BigInteger(), nullable=True))
    op.drop_index(op.f('ix_correspondent_name_key_prefix'), table_name='correspondent', postgresql_ops={'name_key': 'text_pattern_ops'})
    op.drop_index(op.f('uq_correspondent_tax_number'), table_name='correspondent', postgresql_where="(tax_number <> ''::text)")
    op.create_index('uq_correspondent_tax_number', 'correspondent', ['tax_number', 'tax_reason'], unique=True, postgresql_where=sa.text("tax_number <> '' AND merged_into_id IS NULL"), postgresql_ops={'tax_number': 'text_pattern_ops'})
    op.create_index('ix_correspondent_directory', 'correspondent', ['name_key', 'id'], unique=False, postgresql_where=sa.text('merged_into_id IS NULL'))
    op.create_index(op.f('ix_correspondent_merged_into_id'), 'correspondent', ['merged_into_id'], unique=False)
    op.create_index(op.f('ix_correspondent_organisation_id'), 'correspondent', ['organisation_id'], unique=False)
    op.create_index('ix_correspondent_state_number', 'correspondent', ['state_number'], unique=False, postgresql_where=sa.text("state_number <> ''"), postgresql_ops={'state_number': 'text_pattern_ops'})
    op.create_foreign_key(op.f('fk_correspondent_merged_into_id'), 'correspondent', 'correspondent', ['merged_into_id'], ['id'])
    op.create_foreign_key(op.f('fk_correspondent_organisation_id'), 'correspondent', 'correspondent', ['organisation_id'], ['id'])
    op.execute(NAMES.replace("{forms}", FORMS))
    op.execute(WORDS)


def downgrade() -> None:
    op.execute(FIRST_OF_NUMBER)
    op.execute(KINDS_BEFORE)
    op.drop_constraint(op.f('fk_correspondent_organisation_id'), 'correspondent', type_='foreignkey')
    op.drop_constraint(op.f('fk_correspondent_merged_into_id'), 'correspondent', type_='foreignkey')
    op.drop_index('ix_correspondent_state_number', table_name='correspondent', postgresql_where=sa.text("state_number <> ''"), postgresql_ops={'state_number': 'text_pattern_ops'})
    op.drop_index(op.f('ix_correspondent_organisation_id'), table_name='correspondent')
    op.drop_index(op.f('ix_correspondent_merged_into_id'), table_name='correspondent')
    op.drop_index('ix_correspondent_directory', table_name='correspondent', postgresql_where=sa.text('merged_into_id IS NULL'))
    op.drop_index('uq_correspondent_tax_number', table_name='correspondent', postgresql_where=sa.text("tax_number <> '' AND merged_into_id IS NULL"), postgresql_ops={'tax_number': 'text_pattern_ops'})
    op.create_index(op.f('uq_correspondent_tax_number'), 'correspondent', ['tax_number'], unique=True, postgresql_where="(tax_number <> ''::text)")
    op.create_index(op.f('ix_correspondent_name_key_prefix'), 'correspondent', ['name_key'], unique=False, postgresql_ops={'name_key': 'text_pattern_ops'})
    op.drop_column('correspondent', 'merged_into_id')
    op.drop_column('correspondent', 'used')
    op.drop_column('correspondent', 'checked')
    op.drop_column('correspondent', 'closed')
    op.drop_column('correspondent', 'note')
    op.drop_column('correspondent', 'dative')
    op.drop_column('correspondent', 'organisation_id')
    op.drop_column('correspondent', 'post')
    op.drop_column('correspondent', 'exchange_address')
    op.drop_column('correspondent', 'phone')
    op.drop_column('correspondent', 'state_number')
    op.drop_column('correspondent', 'tax_reason')
    op.drop_column('correspondent', 'short_name')
    op.drop_column('correspondent', 'renamed_at')
    op.drop_column('correspondent', 'own_name')
    op.drop_column('correspondent', 'version')
    op.drop_index(op.f('ix_correspondent_import_row_import_id_outcome_number'), table_name='correspondent_import_row')
    op.drop_table('correspondent_import_row')
    op.drop_index(op.f('ix_correspondent_import_person_id'), table_name='correspondent_import')
    op.drop_index(op.f('ix_correspondent_import_job_id'), table_name='correspondent_import')
    op.drop_index(op.f('ix_correspondent_import_file_id'), table_name='correspondent_import')
    op.drop_index(op.f('ix_correspondent_import_account_id'), table_name='correspondent_import')
    op.drop_table('correspondent_import')
    op.drop_index(op.f('ix_correspondent_merger_undone_by'), table_name='correspondent_merger')
    op.drop_index(op.f('ix_correspondent_merger_stays_id'), table_name='correspondent_merger')
    op.drop_index(op.f('ix_correspondent_merger_person_id'), table_name='correspondent_merger')
    op.drop_index(op.f('ix_correspondent_merger_goes_id'), table_name='correspondent_merger')
    op.drop_table('correspondent_merger')
    op.drop_index(op.f('ix_correspondent_likeness_second_id'), table_name='correspondent_likeness')
    op.drop_index('ix_correspondent_likeness_register', table_name='correspondent_likeness')
    op.drop_index(op.f('ix_correspondent_likeness_person_id'), table_name='correspondent_likeness')
    op.drop_index(op.f('ix_correspondent_likeness_first_id_second_id'), table_name='correspondent_likeness')
    op.drop_table('correspondent_likeness')
    op.drop_index('ix_correspondent_name_used', table_name='correspondent_name', postgresql_where=sa.text('proposed'))
    op.drop_index('ix_correspondent_name_trigrams', table_name='correspondent_name', postgresql_using='gin', postgresql_ops={'key': 'gin_trgm_ops'})
    op.drop_index('ix_correspondent_name_prefix', table_name='correspondent_name', postgresql_ops={'key': 'text_pattern_ops'})
    op.drop_index(op.f('ix_correspondent_name_leads_to_id'), table_name='correspondent_name')
    op.drop_index(op.f('ix_correspondent_name_correspondent_id_until'), table_name='correspondent_name')
    op.drop_table('correspondent_name')
    op.drop_index(op.f('ix_correspondent_member_member_id'), table_name='correspondent_member')
    op.drop_table('correspondent_member')
    op.drop_index('ix_correspondent_word_trigrams', table_name='correspondent_word', postgresql_using='gin', postgresql_ops={'word': 'gin_trgm_ops'})
    op.drop_index('ix_correspondent_word_prefix', table_name='correspondent_word', postgresql_ops={'word': 'text_pattern_ops'})
    op.drop_table('correspondent_word')
