"""What is typed about rewards and penalties."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from mall.inputs import Words, offer
from mall.models import User
from staffing.forms.points import VerdictForm
from staffing.models import Reward
from staffing.queries.rewards import receivers
from staffing.rules.rewards import Proposal

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["RewardForm", "TakeBackForm", "VerdictForm"]


class TakeBackForm(forms.Form):
    """PERF-10. Why what is in effect is taken back."""

    withdrawal = Words(label=_("Reason"), max_length=300, rows=2)


class RewardForm(forms.Form):
    """PERF-08, PERF-09, PERF-14. A reward or penalty as it is proposed (F-47)."""

    shown_for = {"amount": "kind=" + "|".join(Reward.MAY_BE_MONEY)}

    person = forms.ModelChoiceField(User.objects.none(), label=_("person"))
    kind = forms.ChoiceField(label=_("what it is"))
    amount = forms.DecimalField(label=_("amount (yuan)"), max_digits=9, decimal_places=2, required=False)
    case = forms.CharField(label=_("case"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    reason = Words(label=_("Reason"), max_length=2000, rows=3)

    def __init__(self, *args: Any, user: User, fines: Iterable[int], **kwargs: Any) -> None:
        """Offer everybody but oneself, the kinds in two groups, and say what the house has set for fines."""
        super().__init__(*args, **kwargs)
        offer(self, "person", receivers().exclude(pk=user.pk))
        words = dict(Reward.Kind.choices)
        rewards = [(code, words[code]) for code in Reward.REWARDS]
        penalties = [(code, label) for code, label in Reward.Kind.choices if code not in Reward.REWARDS]
        offer(self, "kind", [("", "—"), (_t("Rewards"), rewards), (_t("Penalties"), penalties)])
        said = "、".join(str(one) for one in fines)
        self.fields["amount"].help_text = _t("Fines at meetings as the house has set them: %(amounts)s yuan.") % {
            "amounts": said
        }

    def proposal(self) -> Proposal:
        """The proposal as the act takes it."""
        data = self.cleaned_data
        return Proposal(data["person"], data["kind"], data["case"], data["reason"], data["amount"])
