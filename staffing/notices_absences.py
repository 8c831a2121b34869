"""What people are told about leave, swaps and leaving the post."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from casework.notice_kinds import register

register(
    "leave.asked",
    _("Leave is asked for"),
    _("%(person)s asks for leave from %(begins)s to %(ends)s: decide"),
    icon="calendar-question",
)
register(
    "leave.passed_on",
    _("Leave waits for the general manager"),
    _("Leave of %(person)s from %(begins)s to %(ends)s is checked and waits for your decision"),
    icon="calendar-share",
)
register(
    "leave.approved", _("My leave is approved"), _("Leave from %(begins)s to %(ends)s is approved"), icon="circle-check"
)
register(
    "leave.refused", _("My leave is refused"), _("Leave from %(begins)s to %(ends)s is not approved"), icon="circle-x"
)
register(
    "leave.withdrawn",
    _("Leave is withdrawn"),
    _("%(person)s withdraws the leave from %(begins)s to %(ends)s"),
    icon="arrow-back-up",
)
register(
    "leave.absent",
    _("I am counted as absent"),
    _("Counted as absent from %(begins)s to %(ends)s"),
    icon="user-exclamation",
)
register(
    "leave.attendance",
    _("A business trip for the attendance sheet"),
    _("%(person)s is on a business trip from %(begins)s to %(ends)s: for the attendance sheet"),
    icon="plane-departure",
)
register(
    "swap.asked",
    _("A colleague asks for a swap"),
    _("%(person)s asks to swap the shift on %(on)s with you: answer"),
    icon="arrows-exchange",
)
register(
    "swap.for_me",
    _("A swap of my shift is asked for"),
    _("A swap of your shift on %(on)s with %(person)s is asked for you: look at it"),
    icon="arrows-exchange",
)
register(
    "swap.accepted",
    _("A swap waits for approval"),
    _("The swap of the shift of %(person)s on %(on)s is accepted and waits for approval"),
    icon="rubber-stamp",
)
register(
    "swap.declined",
    _("My swap is declined"),
    _("%(person)s declines the swap of the shift on %(on)s"),
    icon="circle-x",
)
register(
    "swap.approved", _("A swap is approved"), _("The swap of the shift on %(on)s is approved"), icon="circle-check"
)
register("swap.refused", _("A swap is refused"), _("The swap of the shift on %(on)s is not approved"), icon="circle-x")
register(
    "swap.withdrawn",
    _("A swap is withdrawn"),
    _("%(person)s withdraws the swap of the shift on %(on)s"),
    icon="arrow-back-up",
)
register(
    "swap.lapsed",
    _("A swap has lapsed"),
    _("The swap of the shift on %(on)s has lapsed: work as the roster says"),
    icon="clock-x",
)
register(
    "post.asked",
    _("Somebody asks to leave the post"),
    _("%(person)s asks to leave the post and nobody else is there: permit it, or send somebody"),
    icon="door-exit",
    mails=False,
)
register(
    "post.permitted",
    _("I may leave the post"),
    _("You may leave the post"),
    icon="circle-check",
    mails=False,
)
register(
    "post.refused",
    _("I may not leave the post"),
    _("You may not leave the post now: it must not be empty"),
    icon="circle-x",
    mails=False,
)
