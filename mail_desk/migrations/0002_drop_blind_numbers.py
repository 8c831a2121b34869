"""Nobody looks for an ID number: the index by which one could be found goes."""

from __future__ import annotations

from django.contrib.postgres.operations import RemoveIndexConcurrently
from django.db import migrations


class Migration(migrations.Migration):
    """An index and the column under it, dropped beside whoever reads."""

    atomic = False
    dependencies = [("mail_desk", "0001_tables")]
    operations = [
        RemoveIndexConcurrently("collection", "mail_collection_by_id"),
        migrations.RemoveField("collection", "id_blind"),
    ]
