import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import mall.fields
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    # The steps by which the tables came about. A database that took them all has these tables already.
    replaces = [
        ('merchants', '0001_initial'),
        ('merchants', '0002_reference_texts_and_versions'),
        ('merchants', '0003_class_without_days'),
    ]

    dependencies = [
        ('casework', '0001_tables'),
        ('mall', '0001_tables'),
        ('pghistory', '0007_auto_20250421_0444'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Category',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(allow_unicode=True, help_text='Short name for spreadsheets and imports; it stays.', unique=True, verbose_name='code')),
                ('name', models.CharField(help_text="As the mall's own list of merchants writes it; the import reads it.", max_length=40, unique=True, verbose_name='name')),
                ('name_en', models.CharField(blank=True, help_text='Shown on English pages; empty: the Chinese name.', max_length=60, verbose_name='English name')),
                ('order', models.PositiveSmallIntegerField(default=100, help_text='Lists show small numbers first.', verbose_name='order')),
                ('is_active', models.BooleanField(default=True, help_text='Out of use: no longer offered, kept where it was chosen before.', verbose_name='in use')),
            ],
            options={
                'verbose_name': 'merchant category',
                'verbose_name_plural': 'merchant categories',
                'ordering': ('order', 'name'),
            },
        ),
        migrations.CreateModel(
            name='CategoryEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='merchants.category')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('id', models.BigIntegerField()),
                ('code', models.SlugField(allow_unicode=True, db_index=False, help_text='Short name for spreadsheets and imports; it stays.', verbose_name='code')),
                ('name', models.CharField(help_text="As the mall's own list of merchants writes it; the import reads it.", max_length=40, verbose_name='name')),
                ('name_en', models.CharField(blank=True, help_text='Shown on English pages; empty: the Chinese name.', max_length=60, verbose_name='English name')),
                ('order', models.PositiveSmallIntegerField(default=100, help_text='Lists show small numbers first.', verbose_name='order')),
                ('is_active', models.BooleanField(default=True, help_text='Out of use: no longer offered, kept where it was chosen before.', verbose_name='in use')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='MerchantClass',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(help_text='A, B, C … A is given and taken back by the floors alone.', max_length=4, unique=True, verbose_name='code')),
                ('name', models.CharField(help_text="Shown beside the merchant's name, at the counter too.", max_length=40, verbose_name='name')),
                ('name_en', models.CharField(blank=True, help_text='Shown on English pages; empty: the Chinese name.', max_length=60, verbose_name='English name')),
            ],
            options={
                'verbose_name': 'merchant class',
                'verbose_name_plural': 'merchant classes',
                'ordering': ('code',),
            },
        ),
        migrations.CreateModel(
            name='Merchant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('folder', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='merchant', to='casework.folder')),
                ('name', models.CharField(max_length=100, verbose_name='name')),
                ('normalised_name', models.CharField(editable=False, max_length=100)),
                ('pinyin', models.CharField(editable=False, max_length=400)),
                ('initials', models.CharField(editable=False, max_length=100)),
                ('category', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merchants', to='merchants.category', verbose_name='category')),
                ('merchant_class', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merchants', to='merchants.merchantclass', verbose_name='class')),
                ('entered_on', models.DateField(blank=True, null=True, verbose_name='entry date')),
                ('left_on', models.DateField(blank=True, null=True, verbose_name='left on')),
                ('area', models.DecimalField(blank=True, decimal_places=2, max_digits=8, null=True, verbose_name='area (m²)')),
                ('brand', models.CharField(blank=True, max_length=100, verbose_name='brand')),
                ('note', models.TextField(blank=True, verbose_name='note')),
            ],
            options={
                'verbose_name': 'merchant',
                'verbose_name_plural': 'merchants',
                'ordering': ('pinyin', 'id'),
                'indexes': [models.Index(fields=['normalised_name'], name='merchant_by_name', opclasses=('varchar_pattern_ops',)), models.Index(fields=['pinyin'], name='merchant_by_pinyin', opclasses=('varchar_pattern_ops',)), models.Index(fields=['initials'], name='merchant_by_initials', opclasses=('varchar_pattern_ops',)), models.Index(fields=['pinyin', 'id'], name='merchant_in_order')],
                'constraints': [models.CheckConstraint(condition=models.Q(('left_on', None), ('entered_on', None), ('left_on__gte', models.F('entered_on')), _connector='OR'), name='merchant_leaves_after_entering'), models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='merchant_has_a_name')],
            },
        ),
        migrations.CreateModel(
            name='ClassNaming',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('merchant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='namings', to='merchants.merchant')),
                ('merchant_class', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='merchants.merchantclass')),
                ('floor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='mall.floor', verbose_name='named by floor')),
                ('reason', models.CharField(max_length=200, verbose_name='reason')),
                ('at', models.DateTimeField(verbose_name='at')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('-at', '-id'),
            },
        ),
        migrations.CreateModel(
            name='ClassNamingEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='merchants.classnaming')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('id', models.BigIntegerField()),
                ('merchant', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='merchants.merchant')),
                ('merchant_class', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='merchants.merchantclass')),
                ('floor', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='mall.floor', verbose_name='named by floor')),
                ('reason', models.CharField(max_length=200, verbose_name='reason')),
                ('at', models.DateTimeField(verbose_name='at')),
                ('by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Contact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('merchant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='contacts', to='merchants.merchant')),
                ('name', models.CharField(max_length=40, verbose_name='name')),
                ('duty', models.CharField(blank=True, max_length=40, verbose_name='duty')),
                ('phone', mall.fields.EncryptedTextField(blank=True, verbose_name='phone')),
                ('phone_blind', models.CharField(blank=True, db_index=True, editable=False, max_length=32)),
                ('phone_last4_blind', models.CharField(blank=True, db_index=True, editable=False, max_length=32)),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail')),
                ('birthday', models.DateField(blank=True, null=True, verbose_name='birthday')),
                ('is_main', models.BooleanField(default=False, verbose_name='main contact')),
                ('removed_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'verbose_name': 'contact',
                'verbose_name_plural': 'contacts',
                'ordering': ('-is_main', 'id'),
                'constraints': [models.UniqueConstraint(condition=models.Q(('is_main', True), ('removed_at', None)), fields=('merchant',), name='contact_one_main')],
            },
        ),
        migrations.CreateModel(
            name='ContactEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='merchants.contact')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('id', models.BigIntegerField()),
                ('merchant', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='merchants.merchant')),
                ('name', models.CharField(max_length=40, verbose_name='name')),
                ('duty', models.CharField(blank=True, max_length=40, verbose_name='duty')),
                ('phone_blind', models.CharField(blank=True, editable=False, max_length=32)),
                ('phone_last4_blind', models.CharField(blank=True, editable=False, max_length=32)),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail')),
                ('birthday', models.DateField(blank=True, null=True, verbose_name='birthday')),
                ('is_main', models.BooleanField(default=False, verbose_name='main contact')),
                ('removed_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Dispute',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('merchant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='disputes', to='merchants.merchant')),
                ('origin', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='dispute', to='casework.folder')),
                ('kind', models.CharField(max_length=40, verbose_name='kind')),
                ('upheld', models.BooleanField(verbose_name='upheld')),
                ('at', models.DateTimeField(verbose_name='at')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('withdrawn_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('-at', '-id'),
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('withdrawn_at', None), ('withdrawn_by', None)), models.Q(('withdrawn_at__isnull', False), ('withdrawn_by__isnull', False)), _connector='OR'), name='dispute_withdrawn_at_and_by_together')],
            },
        ),
        migrations.CreateModel(
            name='MerchantClassEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='merchants.merchantclass')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('id', models.BigIntegerField()),
                ('code', models.CharField(help_text='A, B, C … A is given and taken back by the floors alone.', max_length=4, verbose_name='code')),
                ('name', models.CharField(help_text="Shown beside the merchant's name, at the counter too.", max_length=40, verbose_name='name')),
                ('name_en', models.CharField(blank=True, help_text='Shown on English pages; empty: the Chinese name.', max_length=60, verbose_name='English name')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='MerchantEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='merchants.merchant')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('id', models.BigIntegerField()),
                ('folder', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='casework.folder')),
                ('name', models.CharField(max_length=100, verbose_name='name')),
                ('normalised_name', models.CharField(editable=False, max_length=100)),
                ('pinyin', models.CharField(editable=False, max_length=400)),
                ('initials', models.CharField(editable=False, max_length=100)),
                ('category', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='merchants.category', verbose_name='category')),
                ('merchant_class', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='merchants.merchantclass', verbose_name='class')),
                ('entered_on', models.DateField(blank=True, null=True, verbose_name='entry date')),
                ('left_on', models.DateField(blank=True, null=True, verbose_name='left on')),
                ('area', models.DecimalField(blank=True, decimal_places=2, max_digits=8, null=True, verbose_name='area (m²)')),
                ('brand', models.CharField(blank=True, max_length=100, verbose_name='brand')),
                ('note', models.TextField(blank=True, verbose_name='note')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Tenancy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('merchant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tenancies', to='merchants.merchant')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tenancies', to='mall.unit', verbose_name='unit')),
                ('period', django.contrib.postgres.fields.ranges.DateRangeField(help_text='From the first day up to, not including, the day it ended.', verbose_name='period')),
            ],
            options={
                'verbose_name': 'tenancy',
                'verbose_name_plural': 'tenancies',
                'ordering': ('unit', '-period'),
                'constraints': [django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(models.Func(models.F('unit_id'), models.F('unit_id'), models.Value('[]'), function='int8range', output_field=models.IntegerField()), '='), ('period', '&&')], name='tenancy_one_merchant_per_unit_at_a_time'), models.CheckConstraint(condition=models.Q(('period__isempty', False)), name='tenancy_lasts_a_day')],
            },
        ),
        migrations.CreateModel(
            name='TenancyEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='merchants.tenancy')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('id', models.BigIntegerField()),
                ('merchant', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='merchants.merchant')),
                ('unit', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='mall.unit', verbose_name='unit')),
                ('period', django.contrib.postgres.fields.ranges.DateRangeField(help_text='From the first day up to, not including, the day it ended.', verbose_name='period')),
            ],
            options={
                'abstract': False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='category',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "merchants_categoryevent" ("code", "id", "is_active", "name", "name_en", "order", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."code", NEW."id", NEW."is_active", NEW."name", NEW."name_en", NEW."order", _pgh_attach_context(), NOW(), \'insert\', NEW."id"); RETURN NULL;', hash='ca17422f646df97b01f9d362e321cb1e9074c5f4', operation='INSERT', pgid='pgtrigger_insert_insert_3f432', table='merchants_category', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='category',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "merchants_categoryevent" ("code", "id", "is_active", "name", "name_en", "order", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."code", NEW."id", NEW."is_active", NEW."name", NEW."name_en", NEW."order", _pgh_attach_context(), NOW(), \'update\', NEW."id"); RETURN NULL;', hash='9a03faea723cd6608a325dbaefd1eca0d38dbff0', operation='UPDATE', pgid='pgtrigger_update_update_51cee', table='merchants_category', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='merchantclass',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "merchants_merchantclassevent" ("code", "id", "name", "name_en", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."code", NEW."id", NEW."name", NEW."name_en", _pgh_attach_context(), NOW(), \'insert\', NEW."id"); RETURN NULL;', hash='206f2c3278ef6d8f6d7af205a248c21a597d0306', operation='INSERT', pgid='pgtrigger_insert_insert_e04a2', table='merchants_merchantclass', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='merchantclass',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "merchants_merchantclassevent" ("code", "id", "name", "name_en", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."code", NEW."id", NEW."name", NEW."name_en", _pgh_attach_context(), NOW(), \'update\', NEW."id"); RETURN NULL;', hash='6bc18a1e9080ccbf616e7d55438c3bb6b22b3c18', operation='UPDATE', pgid='pgtrigger_update_update_2e62c', table='merchants_merchantclass', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='contact',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "merchants_contactevent" ("birthday", "duty", "email", "id", "is_main", "merchant_id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone_blind", "phone_last4_blind", "removed_at") VALUES (NEW."birthday", NEW."duty", NEW."email", NEW."id", NEW."is_main", NEW."merchant_id", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."phone_blind", NEW."phone_last4_blind", NEW."removed_at"); RETURN NULL;', hash='e85a91d09c364120a9536ab59003ccc20d4b4748', operation='INSERT', pgid='pgtrigger_insert_insert_f4712', table='merchants_contact', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='contact',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."birthday" IS DISTINCT FROM (NEW."birthday") OR OLD."duty" IS DISTINCT FROM (NEW."duty") OR OLD."email" IS DISTINCT FROM (NEW."email") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."is_main" IS DISTINCT FROM (NEW."is_main") OR OLD."merchant_id" IS DISTINCT FROM (NEW."merchant_id") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."phone_blind" IS DISTINCT FROM (NEW."phone_blind") OR OLD."phone_last4_blind" IS DISTINCT FROM (NEW."phone_last4_blind") OR OLD."removed_at" IS DISTINCT FROM (NEW."removed_at"))', func='INSERT INTO "merchants_contactevent" ("birthday", "duty", "email", "id", "is_main", "merchant_id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone_blind", "phone_last4_blind", "removed_at") VALUES (NEW."birthday", NEW."duty", NEW."email", NEW."id", NEW."is_main", NEW."merchant_id", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."phone_blind", NEW."phone_last4_blind", NEW."removed_at"); RETURN NULL;', hash='250b3f6660609ed3676d5ebb78ac3dcb2bc5d12e', operation='UPDATE', pgid='pgtrigger_update_update_f0921', table='merchants_contact', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='merchant',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "merchants_merchantevent" ("area", "brand", "category_id", "entered_on", "folder_id", "id", "initials", "left_on", "merchant_class_id", "name", "normalised_name", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "pinyin") VALUES (NEW."area", NEW."brand", NEW."category_id", NEW."entered_on", NEW."folder_id", NEW."id", NEW."initials", NEW."left_on", NEW."merchant_class_id", NEW."name", NEW."normalised_name", NEW."note", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."pinyin"); RETURN NULL;', hash='45a137d30dad4711070348e2695bf6ae6ed830c9', operation='INSERT', pgid='pgtrigger_insert_insert_559be', table='merchants_merchant', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='merchant',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "merchants_merchantevent" ("area", "brand", "category_id", "entered_on", "folder_id", "id", "initials", "left_on", "merchant_class_id", "name", "normalised_name", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "pinyin") VALUES (NEW."area", NEW."brand", NEW."category_id", NEW."entered_on", NEW."folder_id", NEW."id", NEW."initials", NEW."left_on", NEW."merchant_class_id", NEW."name", NEW."normalised_name", NEW."note", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."pinyin"); RETURN NULL;', hash='86dfbabec8ea4062bebe4b246a653ca296c55ddb', operation='UPDATE', pgid='pgtrigger_update_update_44659', table='merchants_merchant', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='classnaming',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "merchants_classnamingevent" ("at", "by_id", "floor_id", "id", "merchant_class_id", "merchant_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason") VALUES (NEW."at", NEW."by_id", NEW."floor_id", NEW."id", NEW."merchant_class_id", NEW."merchant_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reason"); RETURN NULL;', hash='98912e28a4c7ab199175f13abd92774d2603d844', operation='INSERT', pgid='pgtrigger_insert_insert_76977', table='merchants_classnaming', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='classnaming',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "merchants_classnamingevent" ("at", "by_id", "floor_id", "id", "merchant_class_id", "merchant_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason") VALUES (NEW."at", NEW."by_id", NEW."floor_id", NEW."id", NEW."merchant_class_id", NEW."merchant_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reason"); RETURN NULL;', hash='e7f4224fdfa39b0a38e423b89e6432535b441b3b', operation='UPDATE', pgid='pgtrigger_update_update_4b918', table='merchants_classnaming', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='tenancy',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "merchants_tenancyevent" ("id", "merchant_id", "period", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "unit_id") VALUES (NEW."id", NEW."merchant_id", NEW."period", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."unit_id"); RETURN NULL;', hash='50f007688b4d6f3ed35f6ebef3de2085f3b89008', operation='INSERT', pgid='pgtrigger_insert_insert_b696e', table='merchants_tenancy', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='tenancy',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "merchants_tenancyevent" ("id", "merchant_id", "period", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "unit_id") VALUES (NEW."id", NEW."merchant_id", NEW."period", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."unit_id"); RETURN NULL;', hash='271088733abec69ac72ca60763bbf8dc360277fa', operation='UPDATE', pgid='pgtrigger_update_update_89ab1', table='merchants_tenancy', when='AFTER')),
        ),
    ]
