"""What is typed about leave, swaps, leaving the post, and wishes."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from mall.inputs import DayField, MomentField, Words, offer
from mall.models import User
from staffing.models import Leave
from staffing.queries.leave import askers
from staffing.rules.leave import Asked
from ui.widgets import Segments

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from staffing.queries.swaps import Choice

#: Two people may each say something about one leave, and both fit.
SHORT, LONG = 140, 300
#: No shift is given in exchange: the colleague only takes it over.
TAKE = "take"


class LeaveForm(forms.Form):
    """LEAVE-01, LEAVE-03, LEAVE-05. Leave as it is asked for (F-68, F-89)."""

    kind = forms.ChoiceField(label=_("kind of leave"), choices=Leave.Kind.choices, widget=Segments)
    person = forms.ModelChoiceField(
        User.objects.none(),
        label=_("for whom"),
        required=False,
        help_text=_("Sick leave may be asked for a colleague; other leave only in person."),
    )
    from_on = DayField(label=_("from"))
    to_on = DayField(label=_("to, included"))
    place = forms.CharField(label=_("where to"), max_length=60, required=False)
    reason = Words(label=_("Reason"), max_length=LONG, rows=2)
    is_emergency = forms.BooleanField(
        label=_("emergency, told by phone"), required=False, help_text=_("The paper is filed afterwards.")
    )
    told_at = MomentField(label=_("told by phone at"), required=False)

    def __init__(self, *args: Any, user: User, extends: Leave | None = None, **kwargs: Any) -> None:
        """Offer everybody leave may be asked for; an extension begins where its trip ended."""
        self.user, self.extends = user, extends
        super().__init__(*args, **kwargs)
        offer(self, "person", askers())
        self.initial.setdefault("person", user.pk)
        self.initial.setdefault("kind", Leave.Kind.TRIP if extends else Leave.Kind.PERSONAL)

    def asked(self) -> Asked:
        """The leave as the act takes it."""
        data = self.cleaned_data
        return Asked(
            person=data["person"] or self.user,
            kind=data["kind"],
            from_on=data["from_on"],
            to_on=data["to_on"],
            reason=data["reason"],
            place=data["place"],
            is_emergency=data["is_emergency"],
            told_at=data["told_at"],
            extends=self.extends,
        )


class AbsentForm(forms.Form):
    """LEAVE-01. Who was not there, and when."""

    person = forms.ModelChoiceField(User.objects.none(), label=_("person"))
    from_on = DayField(label=_("from"))
    to_on = DayField(label=_("to, included"))
    reason = Words(label=_("what is known"), max_length=LONG, rows=2)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        """Offer everybody but oneself."""
        super().__init__(*args, **kwargs)
        offer(self, "person", askers().exclude(pk=user.pk))

    def asked(self) -> Asked:
        """The days as the act takes them."""
        data = self.cleaned_data
        return Asked(data["person"], Leave.Kind.PERSONAL, data["from_on"], data["to_on"], data["reason"])


class DecisionForm(forms.Form):
    """What is said with a decision; the button pressed says which."""

    verdict = forms.ChoiceField(choices=())
    decision = Words(label=_("what is said"), max_length=SHORT, rows=2, required=False)

    def __init__(self, *args: Any, verdicts: Sequence[str], **kwargs: Any) -> None:
        """Take which buttons there are."""
        super().__init__(*args, **kwargs)
        offer(self, "verdict", [(one, one) for one in verdicts])


class SwapForm(forms.Form):
    """ROST-15. What is given in exchange, and why (F-100)."""

    other_on = forms.ChoiceField(label=_("In exchange for"), widget=forms.RadioSelect)
    reason = Words(label=_("Reason"), max_length=LONG, rows=2)

    def __init__(self, *args: Any, choices: Iterable[Choice], **kwargs: Any) -> None:
        """Offer what may be given for the shift."""
        super().__init__(*args, **kwargs)
        offer(self, "other_on", [(one.value or TAKE, one.words) for one in choices])
        self.fields["other_on"].error_messages["invalid_choice"] = _t(
            "That shift cannot be exchanged any more: choose again."
        )

    def other_day(self) -> date | None:
        """The colleague's day, None where he only takes the shift over."""
        value = self.cleaned_data["other_on"]
        return None if value == TAKE else date.fromisoformat(value)


class PostForm(forms.Form):
    """ROST-16. Why the post is left, and who stands there meanwhile."""

    reason = forms.CharField(label=_("Reason"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    relieved_by = forms.ModelChoiceField(
        User.objects.none(), label=_("relieved by"), required=False, empty_label=_("nobody: ask the supervisor")
    )

    def __init__(self, *args: Any, there: Iterable[User], **kwargs: Any) -> None:
        """Offer who stands at the desk too."""
        super().__init__(*args, **kwargs)
        offer(self, "relieved_by", User.objects.filter(pk__in=[one.pk for one in there]))


class ReliefForm(PostForm):
    """ROST-16. Who has come to stand at the desk meanwhile."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Ask for the colleague alone."""
        super().__init__(*args, **kwargs)
        del self.fields["reason"]
        self.fields["relieved_by"].required = True


class WishForm(forms.Form):
    """The days of a half month one would like to be off."""

    days = forms.MultipleChoiceField(label=_("The days I would like to be off"), required=False)

    def __init__(self, *args: Any, days: Iterable[date], **kwargs: Any) -> None:
        """Offer the days of the half month."""
        super().__init__(*args, **kwargs)
        offer(self, "days", [(on.isoformat(), on.isoformat()) for on in days])

    def wished(self) -> list[date]:
        """The days that were marked."""
        return [date.fromisoformat(one) for one in self.cleaned_data["days"]]
