"""What people are told about points, rewards, talks, trainings and conduct."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from casework.notice_kinds import register

#: Which notice an act on points sends.
POINTS = {what: f"points.{what}" for what in ("proposed", "announced", "refused", "appealed", "confirmed")}
REWARDS = {
    what: f"reward.{what}"
    for what in ("proposed", "given", "answered", "published", "taken_back", "sheet", "sheet_decided")
}
TALK_WRITTEN, TALK_ASKED, TALK_ANSWERED, TALK_TOLD = "talk.written", "talk.asked", "talk.answered", "talk.told"
TRAINING_ANNOUNCED, TRAINING_CALLED_OFF = "training.announced", "training.called_off"
CONDUCT_CHECKED = "conduct.checked"
INDICATORS_FILED = "indicators.filed"

register(
    "points.proposed",
    _("Brand points are applied for"),
    _("%(person)s applies for brand points (%(points)s): decide"),
    icon="star",
)
register(
    "points.announced",
    _("Brand points are announced"),
    _("Brand points of %(person)s: %(points)s. Whoever objects says so by Sunday"),
    icon="speakerphone",
    mails=False,
)
register(
    "points.refused",
    _("My brand points are not given"),
    _("The brand points applied for (%(points)s) are not given"),
    icon="circle-x",
)
register(
    "points.appealed",
    _("Somebody objects to brand points"),
    _("Somebody objects to the brand points of %(person)s (%(points)s): decide"),
    icon="scale",
)
register(
    "points.confirmed",
    _("Brand points are confirmed again"),
    _("The brand points of %(person)s (%(points)s) are confirmed. Whoever objects says so by Sunday"),
    icon="rosette-discount-check",
    mails=False,
)
register(
    "reward.proposed",
    _("A reward or penalty waits for me"),
    _("A reward or penalty for %(person)s waits for your approval"),
    icon="award",
)
register(
    "reward.given",
    _("A reward or penalty of mine is in effect"),
    _("A reward or penalty of yours is in effect: look at the notice"),
    icon="award",
)
register(
    "reward.answered",
    _("My proposal of a reward or penalty is decided"),
    _("Your proposal of a reward or penalty for %(person)s is decided"),
    icon="rubber-stamp",
)
register(
    "reward.published",
    _("A personnel notice is published"),
    _("A personnel notice is published: %(person)s"),
    icon="speakerphone",
    mails=False,
)
register(
    "reward.taken_back",
    _("A reward or penalty is taken back"),
    _("The reward or penalty for %(person)s is taken back"),
    icon="arrow-back-up",
)
register(
    "reward.sheet",
    _("The sheet of rewards and penalties waits for me"),
    _("The sheet of rewards and penalties of %(month)s waits for your approval"),
    icon="file-check",
)
register(
    "reward.sheet_decided",
    _("The sheet of rewards and penalties is decided"),
    _("The sheet of rewards and penalties of %(month)s is decided"),
    icon="file-check",
)
register(
    TALK_WRITTEN,
    _("Something new in my development file"),
    _("There is something new in your development file"),
    icon="notebook",
    mails=False,
)
register(
    TALK_ASKED,
    _("My consent is asked for"),
    _("Your consent is asked for in your development file"),
    icon="user-question",
    mails=False,
)
register(
    TALK_ANSWERED,
    _("A consent is answered"),
    _("What you asked for in a development file is answered"),
    icon="user-check",
    mails=False,
)
register(
    TALK_TOLD,
    _("I may read a note of a talk"),
    _("You may read a note of a talk: the employee has agreed"),
    icon="notebook",
    mails=False,
)
register(
    TRAINING_ANNOUNCED,
    _("A staff training is announced"),
    _("Staff training on %(on)s at %(hour)s: attendance is compulsory"),
    icon="school",
)
register(
    TRAINING_CALLED_OFF,
    _("A staff training is called off"),
    _("The staff training on %(on)s is called off"),
    icon="calendar-x",
)
register(
    CONDUCT_CHECKED,
    _("My conduct was checked"),
    _("Your conduct was checked on %(on)s: look at what was found"),
    icon="clipboard-check",
    mails=False,
)
register(
    INDICATORS_FILED,
    _("My monthly indicators are filed"),
    _("Your indicators of %(month)s are filed"),
    icon="chart-bar",
    mails=False,
)
