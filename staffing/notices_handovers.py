"""What the handover of a desk tells people."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from casework.notice_kinds import register

register(
    "handover.important",
    _("Important matters in a handover"),
    _("%(desk)s hands over %(count)s important matter(s): read them"),
    icon="alert-square-rounded",
)
register(
    "handover.differs",
    _("A handover's count differs"),
    _("%(desk)s: %(count)s count(s) differ at the handover"),
    icon="alert-triangle",
)
register(
    "handover.alone",
    _("A desk went into the night uncountersigned"),
    _("%(desk)s was handed to the night and nobody countersigned"),
    icon="moon",
)
register(
    "handover.night_missing",
    _("A night's handover is missing"),
    _("%(desk)s was taken over this morning without a night's handover"),
    icon="file-off",
)
