"""Forms of the regular follow-ups."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from complaints.forms.follow_ups import AnswerForm
from complaints.forms.inputs import chips, day, words, yes_or_no
from complaints.queries.rounds import WHOM
from complaints.rules.rounds import MOST
from mall.inputs import offer, offer_what_was_ticked
from mall.models import Floor, User
from mall.queries.people import people_who_may
from mall.roles import Permission

if TYPE_CHECKING:
    from datetime import datetime

USUAL = 20


def askers() -> Any:  # a queryset of people
    """Who makes follow-ups."""
    return people_who_may(Permission.FOLLOW_UP_ASK).order_by("pinyin", "pk")


class RoundForm(forms.Form):
    """FUP-12. Whom a round asks, how many of them, until when, and who asks."""

    whom = chips(_("Whom to ask"), WHOM.items())
    floor = forms.ModelChoiceField(Floor.objects.all(), label=_("Floor"), required=False, empty_label=_("any"))
    count = forms.IntegerField(
        label=_("How many"), initial=USUAL, validators=[MinValueValidator(1), MaxValueValidator(MOST)]
    )
    due_on = day(_("To be asked by"))
    person = forms.ModelChoiceField(
        User.objects.none(), label=_("Who asks"), required=False, empty_label=_("whoever has time")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer who may ask."""
        super().__init__(*args, **kwargs)
        self.initial.setdefault("whom", "a_class")
        offer(self, "person", askers())


class GiveForm(forms.Form):
    """Several follow-ups for one person."""

    ids = forms.TypedMultipleChoiceField(coerce=int)
    person = forms.ModelChoiceField(User.objects.none())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Take only numbers for rows, and only people who ask."""
        super().__init__(*args, **kwargs)
        offer_what_was_ticked(self, "ids", MOST)
        offer(self, "person", askers())


class VisitForm(AnswerForm):
    """FUP-09. One try at asking a merchant: needs and satisfaction."""

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        """Keep the hour."""
        self.now = now
        super().__init__(*args, **kwargs)


class SettleForm(forms.Form):
    """FUP-11. Whether what came up is settled."""

    settled = yes_or_no(_("It is settled"), help_text=_("No: the merchant is asked again."))
    words = words(_("How, or what is missing"), rows=3)
