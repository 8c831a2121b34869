import django.contrib.postgres.fields
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

# What Django has no words for: search by two characters, and append-only tables that TRUNCATE cannot empty.
#
# The 2-grams of a text. IMMUTABLE, so that an expression index can stand on it. Dear on purpose: at the default cost
# the planner would rather compute it for each row than ask the index.
GRAMS = """
CREATE FUNCTION casework_grams(words text) RETURNS text[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 5000
RETURN (
    SELECT coalesce(array_agg(DISTINCT gram), '{}'::text[])
    FROM (
        SELECT substr(plain, place, 2) COLLATE "C" AS gram
        FROM (SELECT lower(normalize(words, NFKC)) AS plain) AS one,
             generate_series(1, char_length(plain) - 1) AS place
    ) AS pieces
    WHERE gram !~ '[[:space:]]'
);
"""
INDEX = """
CREATE INDEX searchtext_grams ON casework_searchtext USING gin (casework_grams(text)) WITH (fastupdate = off);
"""
REFUSE = """
CREATE FUNCTION casework_refuse_truncate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END
$$;
"""
APPEND_ONLY = ('entry', 'closedperiod', 'closedline', 'adjustment')


def no_truncate(table):
    """The trigger that refuses to empty a table; it goes with the table."""
    return migrations.RunSQL(
        f'CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON casework_{table} '
        'FOR EACH STATEMENT EXECUTE FUNCTION casework_refuse_truncate();',
        f'DROP TRIGGER {table}_no_truncate ON casework_{table};',
    )


class Migration(migrations.Migration):

    initial = True

    # The steps by which the tables came about. A database that took them all has these tables already.
    replaces = [
        ('casework', '0001_initial'),
        ('casework', '0002_initial'),
        ('casework', '0003_warn_minutes_and_newest'),
        ('casework', '0004_search_and_truncate'),
        ('casework', '0005_erased_at'),
        ('casework', '0006_department_mail'),
        ('casework', '0007_follow_up_review'),
        ('casework', '0008_reference_texts_and_versions'),
        ('casework', '0009_closed_lines'),
        ('casework', '0010_fewer_indexes'),
        ('casework', '0011_audience_restored'),
        ('casework', '0012_audience_restored_holds'),
    ]

    dependencies = [
        ('mall', '0001_tables'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Folder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=20, unique=True, verbose_name='number')),
                ('kind', models.CharField(max_length=20, verbose_name='kind')),
                ('stage', models.CharField(blank=True, help_text="The desk's own state, copied here.", max_length=24, verbose_name='stage')),
                ('title', models.CharField(max_length=200, verbose_name='title')),
                ('department', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='folders', to='mall.department', verbose_name='department')),
                ('desk', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='folders', to='mall.desk', verbose_name='desk')),
                ('handler', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='handled_folders', to=settings.AUTH_USER_MODEL, verbose_name='handler')),
                ('is_file', models.BooleanField(default=False, verbose_name='kept file')),
                ('confidential', models.BooleanField(default=False, verbose_name='confidential')),
                ('safety', models.BooleanField(default=False, verbose_name='safety')),
                ('rank', models.PositiveSmallIntegerField(default=0, help_text='Severity as a number, for sorting.', verbose_name='rank')),
                ('opened_at', models.DateTimeField(verbose_name='opened at')),
                ('opened_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='opened by')),
                ('due_at', models.DateTimeField(blank=True, help_text='The nearest running deadline.', null=True, verbose_name='due at')),
                ('warn_at', models.DateTimeField(blank=True, null=True, verbose_name='soon from')),
                ('due_kind', models.CharField(blank=True, max_length=24, verbose_name='what is due')),
                ('due_department', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='mall.department', verbose_name='due at')),
                ('paused_at', models.DateTimeField(blank=True, null=True, verbose_name='paused since')),
                ('closed_at', models.DateTimeField(blank=True, null=True, verbose_name='closed at')),
                ('closed_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='closed by')),
                ('erased_at', models.DateTimeField(blank=True, null=True, verbose_name='personal data erased at')),
                ('reopened', models.PositiveSmallIntegerField(default=0, verbose_name='times reopened')),
                ('version', models.PositiveIntegerField(default=1, verbose_name='version')),
            ],
            options={
                'verbose_name': 'folder',
                'verbose_name_plural': 'folders',
                'ordering': ('-opened_at', '-id'),
                'indexes': [models.Index(condition=models.Q(('closed_at', None), ('is_file', False)), fields=['kind', 'due_at', 'id'], name='folder_open_due'), models.Index(condition=models.Q(('closed_at', None), ('is_file', False)), fields=['kind', 'stage', 'due_at', 'id'], name='folder_open_stage'), models.Index(condition=models.Q(('closed_at', None), ('is_file', False)), fields=['department', 'due_at', 'id'], name='folder_open_department'), models.Index(condition=models.Q(('closed_at', None), ('is_file', False)), fields=['handler', 'due_at', 'id'], name='folder_open_handler'), models.Index(condition=models.Q(('closed_at', None), ('is_file', False)), fields=['desk', 'due_at', 'id'], name='folder_open_desk'), models.Index(condition=models.Q(('closed_at', None), ('is_file', False)), fields=['due_at', 'id'], name='folder_open_any_due'), models.Index(fields=['kind', '-opened_at', '-id'], name='folder_kind_newest'), models.Index(fields=['-opened_at', '-id'], name='folder_newest'), models.Index(fields=['department', 'kind', '-opened_at', '-id'], name='folder_department_newest'), models.Index(condition=models.Q(('closed_at__isnull', False)), fields=['kind', 'closed_at'], name='folder_closed')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('closed_at', None), ('closed_by', None)), models.Q(('closed_at__isnull', False), ('closed_by__isnull', False)), _connector='OR'), name='folder_closed_at_and_by_together'), models.CheckConstraint(condition=models.Q(('closed_at', None), ('closed_at__gte', models.F('opened_at')), _connector='OR'), name='folder_closed_after_opened'), models.CheckConstraint(condition=models.Q(('closed_at', None), ('due_at', None), _connector='OR'), name='folder_closed_is_not_due'), models.CheckConstraint(condition=models.Q(('is_file', False), ('due_at', None), _connector='OR'), name='folder_file_is_never_due')],
            },
        ),
        migrations.CreateModel(
            name='PauseReason',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(help_text='Short name for spreadsheets and imports, in Latin letters; it stays.', unique=True, verbose_name='code')),
                ('name', models.CharField(help_text='Offered when somebody lets a clock stand still, and written on the case.', max_length=60, verbose_name='name')),
                ('name_en', models.CharField(blank=True, help_text='Shown on English pages; empty: the Chinese name.', max_length=60, verbose_name='English name')),
                ('is_active', models.BooleanField(default=True, help_text='Out of use: no longer offered, kept where it was chosen before.', verbose_name='in use')),
            ],
            options={
                'verbose_name': 'reason for a pause',
                'verbose_name_plural': 'reasons for a pause',
                'ordering': ('code',),
            },
        ),
        migrations.CreateModel(
            name='ClosedPeriod',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=20, verbose_name='kind')),
                ('period', models.CharField(help_text='2026-11', max_length=7, verbose_name='period')),
                ('figures', models.JSONField(verbose_name='figures')),
                ('folder_ids', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None, verbose_name='folders')),
                ('sha256', models.CharField(max_length=64)),
                ('closed_at', models.DateTimeField(verbose_name='closed at')),
                ('closed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('previous', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='next', to='casework.closedperiod')),
            ],
            options={
                'verbose_name': 'closed period',
                'verbose_name_plural': 'closed periods',
                'ordering': ('-period',),
                'constraints': [models.UniqueConstraint(fields=('kind', 'period'), name='closed_period_once')],
            },
        ),
        migrations.CreateModel(
            name='Adjustment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('period', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='adjustments', to='casework.closedperiod')),
                ('figures', models.JSONField(verbose_name='figures')),
                ('reason', models.CharField(max_length=300, verbose_name='reason')),
                ('at', models.DateTimeField(verbose_name='at')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('at', 'id'),
            },
        ),
        migrations.CreateModel(
            name='SearchText',
            fields=[
                ('folder', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='search_text', serialize=False, to='casework.folder')),
                ('text', models.TextField()),
            ],
        ),
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('folder', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='casework.folder')),
                ('verb', models.CharField(max_length=40)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('facts', models.JSONField(default=dict)),
            ],
            options={
                'ordering': ('at', 'id'),
                'indexes': [models.Index(fields=['folder', 'at', 'id'], name='entry_of_folder')],
            },
        ),
        migrations.CreateModel(
            name='ClosedLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('period', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='casework.closedperiod')),
                ('folder', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.folder')),
                ('rank', models.PositiveSmallIntegerField(null=True, verbose_name='rank')),
                ('at', models.DateTimeField(verbose_name='closed at')),
                ('facts', models.JSONField(verbose_name='facts')),
                ('words', models.JSONField(default=dict, verbose_name='words')),
            ],
            options={
                'ordering': ('-rank', 'at', 'id'),
                'constraints': [models.UniqueConstraint(fields=('period', 'folder'), name='closed_line_once')],
            },
        ),
        migrations.CreateModel(
            name='Audience',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('folder', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='audience', to='casework.folder')),
                ('department', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='mall.department')),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('may', models.CharField(choices=[('read', 'Read'), ('handle', 'Handle'), ('nothing', 'Never see or be told')], default='read', max_length=8)),
                ('restored_to', models.CharField(blank=True, db_default='', default='', help_text='What a person kept out for a time may do again afterwards; empty: kept out for good.', max_length=8)),
            ],
            options={
                'indexes': [models.Index(fields=['department', 'folder'], name='audience_by_department'), models.Index(fields=['person', 'may', 'folder'], name='audience_by_person')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('department', None), ('person__isnull', False)), models.Q(('department__isnull', False), ('person', None)), _connector='OR'), name='audience_department_or_person'), models.CheckConstraint(condition=models.Q(('department', None), models.Q(('may', 'nothing'), _negated=True), _connector='OR'), name='audience_only_persons_are_shut_out'), models.CheckConstraint(condition=models.Q(('restored_to', ''), models.Q(('may', 'nothing'), ('restored_to__in', ('unlisted', 'read', 'handle'))), _connector='OR'), name='audience_restored_once_shut_out'), models.UniqueConstraint(condition=models.Q(('department__isnull', False)), fields=('folder', 'department'), name='audience_department_once'), models.UniqueConstraint(condition=models.Q(('person__isnull', False)), fields=('folder', 'person'), name='audience_person_once')],
            },
        ),
        migrations.CreateModel(
            name='Approval',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('folder', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='approvals', to='casework.folder')),
                ('what', models.CharField(max_length=40, verbose_name='what')),
                ('amount', models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True, verbose_name='amount (yuan)')),
                ('permission', models.CharField(max_length=40, verbose_name='authority needed')),
                ('asked_at', models.DateTimeField(verbose_name='asked at')),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('proposal', models.TextField(blank=True, verbose_name='proposal')),
                ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='decided at')),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('verdict', models.CharField(blank=True, choices=[('approved', 'Approved'), ('refused', 'Refused'), ('withdrawn', 'Withdrawn')], max_length=10, verbose_name='verdict')),
                ('reason', models.TextField(blank=True, verbose_name='reason')),
            ],
            options={
                'verbose_name': 'approval',
                'verbose_name_plural': 'approvals',
                'ordering': ('asked_at', 'id'),
                'indexes': [models.Index(condition=models.Q(('verdict', '')), fields=['permission', 'asked_at'], name='approval_waiting')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('decided_by', None), ('verdict', '')), models.Q(('decided_at__isnull', False), ('decided_by__isnull', False), models.Q(('verdict', ''), _negated=True)), _connector='OR'), name='approval_decided_whole'), models.CheckConstraint(condition=models.Q(models.Q(('verdict', 'approved'), _negated=True), models.Q(('decided_by', models.F('asked_by')), _negated=True), _connector='OR'), name='approval_nobody_approves_his_own'), models.CheckConstraint(condition=models.Q(models.Q(('verdict', 'refused'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='approval_refused_with_a_reason'), models.CheckConstraint(condition=models.Q(('amount', None), ('amount__gte', 0), _connector='OR'), name='approval_amount_not_negative'), models.UniqueConstraint(condition=models.Q(('verdict', '')), fields=('folder', 'what'), name='approval_one_at_a_time')],
            },
        ),
        migrations.CreateModel(
            name='FollowUp',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('folder', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='follow_ups', to='casework.folder')),
                ('reason', models.CharField(choices=[('complaint', 'After a complaint'), ('recheck', 'Re-check by the supervisor'), ('a_class', 'A-class merchant'), ('routine', 'Routine visit')], default='complaint', max_length=12, verbose_name='reason')),
                ('handled_by', models.ForeignKey(help_text='Who handled the matter and so may not ask.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('due_at', models.DateTimeField(verbose_name='due at')),
                ('planned_at', models.DateTimeField(verbose_name='planned at')),
                ('promised_at', models.DateTimeField(blank=True, null=True, verbose_name='call-back promised for')),
                ('promised_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('assigned_to', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='follow_ups', to=settings.AUTH_USER_MODEL)),
                ('attempts_made', models.PositiveSmallIntegerField(default=0)),
                ('done_at', models.DateTimeField(blank=True, null=True, verbose_name='done at')),
                ('asked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('outcome', models.CharField(blank=True, choices=[('satisfied', 'Satisfied'), ('unsatisfied', 'Not satisfied'), ('unreached', 'Could not be reached'), ('declined', 'Does not want to be asked'), ('cancelled', 'Cancelled')], max_length=12, verbose_name='outcome')),
                ('reviewed_at', models.DateTimeField(blank=True, null=True, verbose_name='record reviewed at')),
                ('reviewed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('passed', models.BooleanField(blank=True, null=True, verbose_name='record passed')),
                ('review', models.TextField(blank=True, verbose_name='words of the review')),
                ('recheck_of', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='recheck', to='casework.followup')),
            ],
            options={
                'verbose_name': 'follow-up',
                'verbose_name_plural': 'follow-ups',
                'ordering': ('due_at', 'id'),
                'indexes': [models.Index(condition=models.Q(('done_at', None)), fields=['due_at', 'id'], name='follow_up_due')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('asked_by', None), ('done_at', None), ('outcome', '')), models.Q(('asked_by__isnull', False), ('done_at__isnull', False), models.Q(('outcome', ''), _negated=True)), _connector='OR'), name='follow_up_done_whole'), models.CheckConstraint(condition=models.Q(('asked_by', None), ('handled_by', None), models.Q(('asked_by', models.F('handled_by')), _negated=True), ('outcome', 'cancelled'), _connector='OR'), name='follow_up_not_by_the_handler'), models.UniqueConstraint(condition=models.Q(('done_at', None)), fields=('folder', 'reason'), name='follow_up_one_open_per_reason'), models.CheckConstraint(condition=models.Q(models.Q(('promised_at', None), ('promised_by', None)), models.Q(('promised_at__isnull', False), ('promised_by__isnull', False)), _connector='OR'), name='follow_up_promised_at_and_by_together'), models.CheckConstraint(condition=models.Q(models.Q(('passed', None), ('reviewed_at', None), ('reviewed_by', None)), models.Q(('done_at__isnull', False), ('passed__isnull', False), ('reviewed_at__isnull', False), ('reviewed_by__isnull', False)), _connector='OR'), name='follow_up_reviewed_whole'), models.CheckConstraint(condition=models.Q(('reviewed_by', None), models.Q(('reviewed_by', models.F('asked_by')), _negated=True), _connector='OR'), name='follow_up_reviewed_by_another')],
            },
        ),
        migrations.CreateModel(
            name='Evaluation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('follow_up', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='evaluation', to='casework.followup')),
                ('attitude', models.PositiveSmallIntegerField(choices=[(4, 'Very satisfied'), (3, 'Satisfied'), (2, 'Fair'), (1, 'Poor')], verbose_name='attitude')),
                ('skill', models.PositiveSmallIntegerField(choices=[(4, 'Very satisfied'), (3, 'Satisfied'), (2, 'Fair'), (1, 'Poor')], verbose_name='skill')),
                ('timeliness', models.PositiveSmallIntegerField(choices=[(4, 'Very satisfied'), (3, 'Satisfied'), (2, 'Fair'), (1, 'Poor')], verbose_name='time taken')),
                ('promises', models.PositiveSmallIntegerField(choices=[(4, 'Very satisfied'), (3, 'Satisfied'), (2, 'Fair'), (1, 'Poor')], verbose_name='kept promises')),
                ('solved', models.BooleanField(verbose_name='the matter is solved')),
                ('opinion', models.TextField(blank=True, verbose_name='opinion')),
                ('suggestion', models.TextField(blank=True, verbose_name='suggestion')),
            ],
            options={
                'verbose_name': 'evaluation',
                'verbose_name_plural': 'evaluations',
                'constraints': [models.CheckConstraint(condition=models.Q(('attitude__range', (1, 4)), ('promises__range', (1, 4)), ('skill__range', (1, 4)), ('timeliness__range', (1, 4))), name='evaluation_grades_one_to_four')],
            },
        ),
        migrations.CreateModel(
            name='FollowUpAttempt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('follow_up', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attempts', to='casework.followup')),
                ('at', models.DateTimeField(verbose_name='at')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('way', models.CharField(choices=[('phone', 'Phone'), ('visit', 'Visit'), ('letter', 'Letter')], default='phone', max_length=6, verbose_name='way')),
                ('code', models.CharField(choices=[('reached', 'Reached'), ('no_answer', 'No answer'), ('busy', 'Busy, call back'), ('wrong', 'Wrong number'), ('declined', 'Does not want to be asked')], max_length=10, verbose_name='outcome')),
                ('remark', models.TextField(blank=True, verbose_name='remark')),
            ],
            options={
                'verbose_name': 'attempt',
                'verbose_name_plural': 'attempts',
                'ordering': ('at', 'id'),
            },
        ),
        migrations.CreateModel(
            name='Handoff',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('folder', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='handoffs', to='casework.folder')),
                ('to_department', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='handoffs', to='mall.department')),
                ('role', models.CharField(choices=[('lead', 'Lead'), ('assist', 'Assisting')], default='lead', max_length=6, verbose_name='role')),
                ('state', models.CharField(choices=[('asked', 'Handed over'), ('accepted', 'Accepted'), ('disputed', 'Says not ours'), ('bounced', 'Not theirs'), ('answered', 'Answered'), ('sent_back', 'Sent back'), ('withdrawn', 'Withdrawn')], default='asked', max_length=10, verbose_name='state')),
                ('assigned_to', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='assigned_handoffs', to=settings.AUTH_USER_MODEL)),
                ('asked_at', models.DateTimeField(verbose_name='asked at')),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('request', models.TextField(blank=True, verbose_name='what is asked')),
                ('answer_due_at', models.DateTimeField(verbose_name='answer due at')),
                ('accepted_at', models.DateTimeField(blank=True, null=True, verbose_name='accepted at')),
                ('accepted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='answered at')),
                ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('answer', models.TextField(blank=True, verbose_name='written answer')),
                ('bounce_reason', models.TextField(blank=True, verbose_name='why not ours')),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('sent_back_reason', models.TextField(blank=True, verbose_name='why sent back')),
                ('bounces', models.PositiveSmallIntegerField(default=0, verbose_name='times refused')),
                ('chased', models.PositiveSmallIntegerField(default=0, verbose_name='times chased')),
                ('chased_at', models.DateTimeField(blank=True, null=True, verbose_name='last chased at')),
            ],
            options={
                'verbose_name': 'hand-off',
                'verbose_name_plural': 'hand-offs',
                'ordering': ('role', 'asked_at', 'id'),
                'indexes': [models.Index(condition=models.Q(('state__in', ('asked', 'accepted', 'disputed', 'sent_back'))), fields=['to_department', 'answer_due_at', 'id'], name='handoff_owed_by_department'), models.Index(condition=models.Q(('state__in', ('asked', 'accepted', 'disputed', 'sent_back'))), fields=['assigned_to', 'answer_due_at'], name='handoff_owed_by_person')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('answered_at', None), ('answered_by', None)), models.Q(('answered_at__isnull', False), ('answered_by__isnull', False)), _connector='OR'), name='handoff_answered_at_and_by_together'), models.CheckConstraint(condition=models.Q(models.Q(('accepted_at', None), ('accepted_by', None)), models.Q(('accepted_at__isnull', False), ('accepted_by__isnull', False)), _connector='OR'), name='handoff_accepted_at_and_by_together'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'answered'), _negated=True), models.Q(('answered_at__isnull', False), models.Q(('answer', ''), _negated=True)), _connector='OR'), name='handoff_answered_in_writing'), models.UniqueConstraint(condition=models.Q(('state__in', ('withdrawn', 'bounced')), _negated=True), fields=('folder', 'to_department'), name='handoff_department_once_at_a_time'), models.UniqueConstraint(condition=models.Q(('role', 'lead'), models.Q(('state__in', ('withdrawn', 'bounced')), _negated=True)), fields=('folder',), name='handoff_one_lead_at_a_time')],
            },
        ),
        migrations.CreateModel(
            name='Clock',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('folder', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='clocks', to='casework.folder')),
                ('kind', models.CharField(max_length=24, verbose_name='obligation')),
                ('handoff', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='clocks', to='casework.handoff')),
                ('department', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='mall.department', verbose_name='who owes it')),
                ('starts_at', models.DateTimeField(verbose_name='starts at')),
                ('minutes', models.PositiveIntegerField(blank=True, null=True, verbose_name='time allowed (minutes)')),
                ('days', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='time allowed (days)')),
                ('warn_minutes', models.PositiveIntegerField(blank=True, help_text='Empty: by the general limits of warning.', null=True, verbose_name='warn after (minutes)')),
                ('measure', models.CharField(choices=[('wall', 'minutes on the wall clock'), ('office', 'working days'), ('desk', 'desk hours'), ('calendar', 'calendar days'), ('hand', 'set by hand')], max_length=10, verbose_name='measured in')),
                ('due_at', models.DateTimeField(verbose_name='due at')),
                ('warn_at', models.DateTimeField(verbose_name='warn at')),
                ('version', models.PositiveSmallIntegerField(default=1, verbose_name='version of the deadline')),
                ('calendar_version', models.CharField(blank=True, max_length=40, verbose_name='calendar')),
                ('by_hand', models.BooleanField(default=False, verbose_name='set by hand')),
                ('met_at', models.DateTimeField(blank=True, null=True, verbose_name='met at')),
                ('stopped_at', models.DateTimeField(blank=True, null=True, verbose_name='stopped at')),
                ('rung', models.PositiveSmallIntegerField(default=0, help_text='0 nothing said, 1 warned, 2 overdue said, 3… up the ladder', verbose_name='rung')),
                ('first_rung', models.PositiveSmallIntegerField(default=0, help_text='VIP and special cases start higher.')),
                ('next_step_at', models.DateTimeField(blank=True, null=True)),
                ('troubles', models.PositiveSmallIntegerField(default=0)),
                ('order', models.PositiveSmallIntegerField(default=100)),
            ],
            options={
                'verbose_name': 'deadline',
                'verbose_name_plural': 'deadlines',
                'ordering': ('order', 'id'),
                'indexes': [models.Index(condition=models.Q(('next_step_at__isnull', False)), fields=['next_step_at', 'id'], name='clock_next_step'), models.Index(fields=['folder', 'order'], name='clock_of_folder')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('handoff', None), ('met_at', None), ('stopped_at', None)), fields=('folder', 'kind'), name='clock_one_running_per_kind'), models.UniqueConstraint(condition=models.Q(('met_at', None), ('stopped_at', None)), fields=('handoff', 'kind'), name='clock_one_running_per_handoff'), models.CheckConstraint(condition=models.Q(('due_at__gte', models.F('starts_at'))), name='clock_due_after_start'), models.CheckConstraint(condition=models.Q(('warn_at__lte', models.F('due_at'))), name='clock_warns_before_due'), models.CheckConstraint(condition=models.Q(models.Q(('met_at', None), ('stopped_at', None)), ('next_step_at', None), _connector='OR'), name='clock_ended_rings_no_more')],
            },
        ),
        migrations.CreateModel(
            name='Attachment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('folder', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attachments', to='casework.folder')),
                ('handoff', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='attachments', to='casework.handoff')),
                ('key', models.CharField(max_length=43, unique=True)),
                ('file', models.FileField(upload_to='papers/%Y/%m/')),
                ('name', models.CharField(max_length=200, verbose_name='name')),
                ('kind', models.CharField(help_text='evidence, signed copy, answer …', max_length=30, verbose_name='kind')),
                ('content_type', models.CharField(max_length=100, verbose_name='type')),
                ('size', models.PositiveIntegerField(verbose_name='size')),
                ('sha256', models.CharField(max_length=64)),
                ('shown_inline', models.BooleanField(default=False)),
                ('at', models.DateTimeField(verbose_name='at')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('removed_at', models.DateTimeField(blank=True, null=True)),
                ('removed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'attachment',
                'verbose_name_plural': 'attachments',
                'ordering': ('at', 'id'),
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('removed_at', None), ('removed_by', None)), models.Q(('removed_at__isnull', False), ('removed_by__isnull', False)), _connector='OR'), name='attachment_removed_at_and_by_together')],
            },
        ),
        migrations.CreateModel(
            name='ImportedFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=20, verbose_name='kind')),
                ('sha256', models.CharField(max_length=64)),
                ('name', models.CharField(max_length=200, verbose_name='name')),
                ('at', models.DateTimeField(verbose_name='at')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('figures', models.JSONField(default=dict, verbose_name='figures')),
            ],
            options={
                'ordering': ('-at', '-id'),
                'indexes': [models.Index(fields=['kind', 'sha256'], name='imported_file_by_hash')],
            },
        ),
        migrations.CreateModel(
            name='ImportedRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rows', to='casework.importedfile')),
                ('kind', models.CharField(max_length=20)),
                ('fingerprint', models.CharField(max_length=64)),
                ('folder', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.folder')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('kind', 'fingerprint'), name='imported_row_once')],
            },
        ),
        migrations.CreateModel(
            name='Link',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('folder', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='links', to='casework.folder')),
                ('other', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='linked_from', to='casework.folder')),
                ('kind', models.CharField(choices=[('same', 'Same incident'), ('repeat', 'Complains again'), ('origin', 'Came from')], max_length=8, verbose_name='kind')),
                ('at', models.DateTimeField(verbose_name='at')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('at', 'id'),
                'constraints': [models.UniqueConstraint(fields=('folder', 'other', 'kind'), name='link_once'), models.CheckConstraint(condition=models.Q(('folder', models.F('other')), _negated=True), name='link_not_to_itself')],
            },
        ),
        migrations.CreateModel(
            name='Note',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('folder', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notes', to='casework.folder')),
                ('text', models.TextField(verbose_name='text')),
                ('at', models.DateTimeField(verbose_name='at')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'note',
                'verbose_name_plural': 'notes',
                'ordering': ('at', 'id'),
            },
        ),
        migrations.CreateModel(
            name='NumberCounter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('prefix', models.CharField(max_length=4)),
                ('on', models.DateField()),
                ('last', models.PositiveIntegerField(default=0)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('prefix', 'on'), name='number_counter_one_per_kind_and_day')],
            },
        ),
        migrations.CreateModel(
            name='Pause',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('folder', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pauses', to='casework.folder')),
                ('reason', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.pausereason')),
                ('began_at', models.DateTimeField(verbose_name='from')),
                ('began_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='to')),
                ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('began_at', 'id'),
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('ended_by', None)), models.Q(('ended_at__gte', models.F('began_at')), ('ended_by__isnull', False)), _connector='OR'), name='pause_ended_at_and_by_together'), models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('folder',), name='pause_one_at_a_time')],
            },
        ),
        migrations.CreateModel(
            name='PhoneTail',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('folder', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='phone_tails', to='casework.folder')),
                ('whole', models.CharField(db_index=True, max_length=32)),
                ('last4', models.CharField(max_length=32)),
                ('opened_at', models.DateTimeField()),
            ],
            options={
                'indexes': [models.Index(fields=['last4', '-opened_at', '-folder'], name='phone_tail_newest')],
                'constraints': [models.UniqueConstraint(fields=('folder', 'whole'), name='phone_tail_once')],
            },
        ),
        migrations.CreateModel(
            name='Reminder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=160, unique=True)),
                ('folder', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reminders', to='casework.folder')),
                ('kind', models.CharField(max_length=40, verbose_name='kind')),
                ('receiver', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reminders', to=settings.AUTH_USER_MODEL)),
                ('department', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='mall.department')),
                ('channel', models.CharField(choices=[('bell', 'On screen'), ('mail', 'E-mail'), ('group', 'Group chat')], max_length=5)),
                ('facts', models.JSONField(default=dict)),
                ('urgent', models.BooleanField(default=False)),
                ('made_at', models.DateTimeField()),
                ('send_at', models.DateTimeField(help_text="Not before the receiver's working time, unless urgent.")),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
                ('read_at', models.DateTimeField(blank=True, null=True)),
                ('given_up_at', models.DateTimeField(blank=True, null=True)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('problem', models.CharField(blank=True, max_length=300)),
            ],
            options={
                'verbose_name': 'message',
                'verbose_name_plural': 'messages',
                'ordering': ('-made_at', '-id'),
                'indexes': [models.Index(condition=models.Q(('given_up_at', None), ('sent_at', None)), fields=['send_at', 'id'], name='reminder_to_send'), models.Index(condition=models.Q(('channel', 'bell'), ('read_at', None)), fields=['receiver', '-send_at'], name='reminder_unread'), models.Index(condition=models.Q(('channel', 'bell')), fields=['receiver', '-send_at', '-id'], name='reminder_bell')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('channel', 'group'), ('department__isnull', False)), models.Q(('channel', 'mail'), ('department__isnull', False), ('receiver', None)), models.Q(models.Q(('channel', 'group'), _negated=True), ('receiver__isnull', False)), _connector='OR'), name='reminder_has_its_receiver')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='closedperiod',
            trigger=pgtrigger.compiler.Trigger(name='closed_period_is_frozen', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='14506b0d32197e595759a88670c0ea611740b35e', operation='UPDATE OR DELETE', pgid='pgtrigger_closed_period_is_frozen_774ee', table='casework_closedperiod', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='adjustment',
            trigger=pgtrigger.compiler.Trigger(name='adjustment_is_frozen', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='11096573db7d08b9db0bc4fdf5230c6b069a09d2', operation='UPDATE OR DELETE', pgid='pgtrigger_adjustment_is_frozen_70a96', table='casework_adjustment', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='entry',
            trigger=pgtrigger.compiler.Trigger(name='entry_append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='70c27dae958b1ed3b90eea0a613a63d2b9651328', operation='UPDATE OR DELETE', pgid='pgtrigger_entry_append_only_54b26', table='casework_entry', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='closedline',
            trigger=pgtrigger.compiler.Trigger(name='closed_line_stays', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='b565c1673a0db03ea6e7fcd31e536f776b22769d', operation='DELETE', pgid='pgtrigger_closed_line_stays_77d26', table='casework_closedline', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='closedline',
            trigger=pgtrigger.compiler.Trigger(name='closed_line_is_frozen', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (to_jsonb(OLD) - 'words' IS DISTINCT FROM to_jsonb(NEW) - 'words' OR NEW.words <> '{}'::jsonb)", func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='970c8c8058abea021d49ee63b132fb189c6778e2', operation='UPDATE', pgid='pgtrigger_closed_line_is_frozen_0e4ba', table='casework_closedline', when='BEFORE')),
        ),
        # Search and TRUNCATE, after the tables they are about.
        migrations.RunSQL(GRAMS, 'DROP FUNCTION casework_grams(text);'),
        migrations.RunSQL(INDEX, 'DROP INDEX searchtext_grams;'),
        migrations.RunSQL(REFUSE, 'DROP FUNCTION casework_refuse_truncate();'),
        *map(no_truncate, APPEND_ONLY),
    ]
