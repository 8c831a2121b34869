"""The figures of a month read its hand-outs together; each by its key costs ten times as much."""

from __future__ import annotations

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """An index of hand-outs by time, built beside whoever writes."""

    atomic = False
    dependencies = [("mail_desk", "0002_drop_blind_numbers")]
    operations = [
        AddIndexConcurrently("handout", models.Index(fields=["-at", "-id"], name="mail_hand_out_newest")),
    ]
