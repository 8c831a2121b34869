"""What is said at a handover: who to whom, what was done, what was counted and read, the signatures."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mall.inputs import Words, offer
from mall.localtime import ZONE, local_day
from staffing.actions.handovers import Signed
from staffing.models import Handover
from staffing.rules.handovers import Answer, Notes
from ui.signatures import SignatureField
from ui.widgets import Segments

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from mall.models import User
    from staffing.models import HandoverLine, MustRead
    from staffing.queries.handovers import Proposal

MOST_FOUND = 100_000
SAME, OTHER = "same", "other"
T = Handover.Turn


class NamesForm(forms.Form):
    """Who hands over to whom."""

    outgoing = forms.ChoiceField(label=_("Hands over"), required=False)
    incoming = forms.ChoiceField(label=_("Takes over"), required=False)

    def __init__(self, *args: Any, people: Sequence[User], **options: Any) -> None:
        """Offer the people of the desks."""
        super().__init__(*args, **options)
        self.people = {str(one.pk): one for one in people}
        choices = [("", "—"), *((pk, str(one)) for pk, one in self.people.items())]
        offer(self, "outgoing", choices)
        offer(self, "incoming", choices)

    def names(self) -> dict[str, User | None]:
        """Both as people."""
        return {name: self.people.get(self.cleaned_data[name]) for name in ("outgoing", "incoming")}


class BeginForm(NamesForm):
    """Which handover is begun; the roster's names are there already."""

    turn = forms.ChoiceField(label=_("Which handover"), choices=T.choices, widget=Segments)
    hour = forms.TimeField(
        label=_("To be done at"),
        required=False,
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        help_text=_("Empty: as soon as both are there."),
    )
    why_alone = forms.CharField(label=_("Why the night was not handed over"), max_length=200, required=False)
    field_order = ("turn", "outgoing", "incoming", "hour", "why_alone")
    shown_for = {
        "outgoing": "turn=noon|shift|night",
        "incoming": "turn=noon|shift",
        "hour": "turn=shift",
        "why_alone": "turn=morning",
    }

    @classmethod
    def proposed(cls, turn: str, proposal: Proposal, by: User, people: Sequence[User]) -> BeginForm:
        """The form with what the roster says; who it does not know is asked."""
        outgoing = proposal.outgoing or by
        incoming = proposal.incoming
        hour = proposal.planned_at.astimezone(ZONE).time() if turn == T.SHIFT and proposal.planned_at else None
        initial = {"turn": turn, "outgoing": outgoing.pk, "incoming": incoming.pk if incoming else "", "hour": hour}
        return cls(initial=initial, people=people)

    def facts(self, now: datetime) -> dict[str, Any]:
        """What the act takes; nobody hands over in a morning without a night's."""
        data = self.cleaned_data
        names = self.names() if data["turn"] != T.MORNING else {"outgoing": None, "incoming": None}
        hour = data["hour"] if data["turn"] == T.SHIFT else None
        return {**names, "planned_at": _at(local_day(now), hour), "why_alone": data["why_alone"]}


def _at(on: date, hour: Any) -> datetime | None:
    return datetime.combine(on, hour, ZONE) if hour else None


class SignForm(forms.Form):
    """A signature, on the screen or on the paper."""

    signature = SignatureField(label=_("Signature"))
    on_paper = forms.BooleanField(label=_("Signed on paper (F-32)"), required=False)

    def signed(self) -> Signed:
        """Both as the act takes them."""
        return Signed(self.cleaned_data["signature"], self.cleaned_data["on_paper"])


class PrepareForm(SignForm):
    """HAND-03. What the outgoing person writes and signs."""

    work = Words(label=_("The day's work"), max_length=2000, required=False)
    feedback = Words(
        label=_("Customer feedback"),
        max_length=2000,
        required=False,
        rows=2,
        help_text=_("Numbers of matters rather than names and phones; “none” where there was none."),
    )
    progress = Words(label=_("Progress of complaints"), max_length=2000, required=False, rows=2)
    must_reads = Words(
        label=_("Must be read"), max_length=3000, required=False, rows=2, help_text=_("One a line; each is ticked.")
    )
    important = Words(
        label=_("Important matters"),
        max_length=3000,
        required=False,
        rows=2,
        help_text=_("One a line; each is ticked, and the duty supervisor is told."),
    )
    field_order = ("work", "feedback", "progress", "must_reads", "important", "signature", "on_paper")

    def notes(self) -> Notes:
        """What was written, the must-reads line by line."""
        data = self.cleaned_data
        return Notes(
            data["work"], data["feedback"], data["progress"], _lines(data["must_reads"]), _lines(data["important"])
        )


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


class AcceptForm(SignForm):
    """HAND-07. What the incoming person has counted and read, and the signature."""

    why_alone = forms.CharField(label=_("Why nobody countersigned"), max_length=200, required=False)

    def __init__(
        self,
        *args: Any,
        lines: Sequence[HandoverLine],
        must_reads: Sequence[MustRead],
        asks_why: bool = False,
        **options: Any,
    ) -> None:
        """Ask for each count and each must-read."""
        super().__init__(*args, **options)
        self.lines, self.must_reads = lines, must_reads
        for line in lines:
            self.fields[f"line_{line.pk}"] = forms.ChoiceField(
                label=_("Counted"),
                choices=[(SAME, _("the same")), (OTHER, pgettext_lazy("count", "another number"))],
                required=False,
                widget=Segments,
            )
            self.fields[f"found_{line.pk}"] = forms.IntegerField(
                label=_("Found"),
                min_value=0,
                max_value=MOST_FOUND,
                required=False,
                widget=forms.NumberInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
            )
            self.fields[f"why_{line.pk}"] = forms.CharField(label=_("Explanation"), max_length=200, required=False)
        for one in must_reads:
            self.fields[f"read_{one.pk}"] = forms.BooleanField(label=one.text, required=False)
        if not asks_why:
            del self.fields["why_alone"]

    def answers(self) -> dict[int, Answer]:
        """What was said of each count."""
        return {line.pk: self._answer(line) for line in self.lines}

    def _answer(self, line: HandoverLine) -> Answer:
        said = self.cleaned_data.get(f"line_{line.pk}")
        found = {SAME: line.count, OTHER: self.cleaned_data.get(f"found_{line.pk}")}.get(said or "")
        return Answer(found, self.cleaned_data.get(f"why_{line.pk}", ""))

    def read(self) -> set[int]:
        """Which must-reads were ticked."""
        return {one.pk for one in self.must_reads if self.cleaned_data.get(f"read_{one.pk}")}

    def of_line(self, line: HandoverLine) -> dict[str, Any]:
        """The three fields of a count."""
        return {name: self[f"{name}_{line.pk}"] for name in ("line", "found", "why")}

    def ticks(self) -> list[tuple[MustRead, Any]]:
        """Each must-read with its tick."""
        return [(one, self[f"read_{one.pk}"]) for one in self.must_reads]


class AloneForm(forms.Form):
    """HAND-01. Why nobody countersigns."""

    why_alone = forms.CharField(label=_("Why nobody countersigns"), max_length=200, required=False)


class AddForm(forms.Form):
    """HAND-08. What is added to a signed handover."""

    text = Words(label=_("What is added"), max_length=500, required=False, rows=2)


class GiveUpForm(forms.Form):
    """Why a handover that nobody has signed is given up."""

    reason = forms.CharField(label=_("Reason"), max_length=200, required=False)
