from django.db import migrations


class Migration(migrations.Migration):
    """What 0009 left for the processes of before; stop them first."""

    dependencies = [
        ('complaints', '0010_fewer_indexes'),
    ]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE complaints_party DROP COLUMN IF EXISTS identity_number",
            "ALTER TABLE complaints_party ADD COLUMN IF NOT EXISTS identity_number text NOT NULL DEFAULT ''",
        ),
        # Where 0009 ran before it gave these: nothing to go back to.
        migrations.RunSQL(
            "ALTER TABLE complaints_improvement"
            " ALTER COLUMN state SET DEFAULT 'proposed', ALTER COLUMN answer SET DEFAULT ''",
            migrations.RunSQL.noop,
        ),
    ]
