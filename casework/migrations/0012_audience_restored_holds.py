from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    """The rows there are keep the constraint too; looked through while people write."""

    dependencies = [
        ('casework', '0011_audience_restored'),
    ]

    operations = [
        ValidateConstraint(model_name='audience', name='audience_restored_once_shut_out'),
    ]
