"""The component set: `{% load ui %}`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any

from django import forms, template
from django.forms.boundfield import BoundField
from django.template.context import Context
from django.templatetags.static import static
from django.urls import NoReverseMatch, resolve, reverse
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from ui import doors, pieces, plugs, times, tokens
from ui.obstacles import Obstacle
from ui.paging import Page

register = template.Library()

NUMBER = re.compile(r"\b[A-Z]{2}\d{8}-\d+\b", re.ASCII)
STYLE = re.compile(r"\sstyle=(\"[^\"]*\"|'[^']*')")


# In this order: each may lean on those before it. The last one is for paper.
STYLES = (
    "tokens",
    "shell",
    "pieces",
    "form",
    "case",
    "board",
    "account",
    "year",
    "counter",
    "mail",
    "roster",
    "duty",
    "absences",
    "phone",
)


@register.simple_tag
@cache
def stylesheets() -> SafeString:
    """Link the product's own style sheets; their addresses stay the same while the process lives."""
    sheets = [format_html('<link rel="stylesheet" href="{}">', static(f"css/{name}.css")) for name in STYLES]
    paper = format_html('<link rel="stylesheet" href="{}" media="print">', static("css/print.css"))
    return mark_safe("\n  ".join([*sheets, paper]))  # noqa: S308 - each link is safe by itself


register.simple_tag(pieces.icon)
register.simple_tag(pieces.chip)
register.simple_tag(pieces.counts)
register.simple_tag(pieces.time_left)


@register.inclusion_tag("ui/_field.html")
def field(
    bound: BoundField,
    wide: bool = False,  # noqa: FBT001, FBT002 - a word of the template
    key: str = "",
    label: object = "",
) -> dict[str, Any]:
    """Show a form field: label, required mark, input, help, error in its place."""
    widget = bound.field.widget
    group = getattr(widget, "is_group", False) or isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple)
    described = []
    if bound.help_text:
        described.append(f"{bound.id_for_label or bound.auto_id}_help")
    if bound.errors:
        described.append(f"{bound.id_for_label or bound.auto_id}_error")
    attrs: dict[str, Any] = {}
    if described and not group:
        attrs["aria-describedby"] = " ".join(described)
    if bound.errors and not group:
        attrs["aria-invalid"] = "true"
    return {
        "field": bound,
        "base_id": bound.id_for_label or bound.auto_id,
        "rendered": mark_safe(bound.as_widget(attrs=attrs).replace(">---------<", ">—<")),  # noqa: S308  # as safe as before
        "described": " ".join(described),
        "group": group,
        "tick": isinstance(widget, forms.CheckboxInput),
        "wide": wide or isinstance(widget, forms.Textarea),
        "key": key,
        "label": label or bound.label,
        "required": bound.field.required,
    }


@register.inclusion_tag("ui/_field.html")
def segments(bound: BoundField, wide: bool = False, label: object = "") -> dict[str, Any]:  # noqa: FBT001, FBT002 - a word of the template
    """Show a choice field as chips with number keys, whatever its widget."""
    from ui.widgets import Segments  # the widgets reverse addresses, which the tags must not need

    if not isinstance(bound.field.widget, Segments):
        choices = [choice for choice in getattr(bound.field, "choices", []) if choice[0] not in ("", None)]
        bound.field.widget = Segments(choices=choices)
        bound.field.widget.is_required = bound.field.required
    return field(bound, wide=wide, label=label)


@register.inclusion_tag("ui/_fields.html")
def fields(form: forms.BaseForm) -> dict[str, Any]:
    """Show the error summary and every field of a form.

    A form's `shown_for` names fields that only matter for a choice, `{"promised_at": "code=busy|away"}`: with scripts
    they appear with the choice, without they are all there and the server judges.
    """
    shown_for = getattr(form, "shown_for", {})
    return {"form": form, "rows": [(bound, shown_for.get(bound.name, "")) for bound in form.visible_fields()]}


@register.inclusion_tag("ui/_errors.html")
def errors(form: forms.BaseForm) -> dict[str, Any]:
    """Show what stands in the way of the form, in the order of its fields, each sentence a link to its field."""
    found: list[dict[str, Any]] = []
    places = {name: place for place, name in enumerate(form.fields)}
    for name, sentences in sorted(form.errors.items(), key=lambda error: places.get(error[0], -1)):
        bound = form[name] if name in form.fields else None
        label = bound.label if bound else ""
        anchor = (bound.id_for_label or bound.auto_id) if bound else ""
        found.extend({"label": label, "anchor": anchor, "text": sentence} for sentence in sentences)
    return {"found": found}


@register.simple_tag
def mask(phone: object) -> str:
    """Show a phone number as 138****1234; a short one loses its middle."""
    digits = "".join(sign for sign in str(phone or "") if sign.isdigit())
    shown, least = 4, 7
    if len(digits) < least:
        return "****" if digits else ""
    return f"{digits[:3]}****{digits[-shown:]}"


@register.inclusion_tag("ui/_empty.html")
def empty(icon: str, title: object, hint: object = "", url: str = "", label: object = "") -> dict[str, Any]:
    """Say that there is nothing, and what to do next."""
    return {"icon": icon, "title": title, "hint": hint, "url": url, "label": label}


@register.inclusion_tag("ui/_slot.html", takes_context=True)
def slot(context: Context, name: str, *args: Any) -> dict[str, Any]:
    """Load what other areas show here: each part fetched by htmx from the address plugged for the slot."""
    user = getattr(context.get("request"), "user", None)
    addresses = []
    for url_name in plugs.slots().get(name, ()):
        try:
            address = reverse(url_name, args=args)
        except NoReverseMatch:
            continue
        view = resolve(address).func
        if doors.allowed(user, getattr(view, "needs", doors.SIGNED_IN)):
            addresses.append(address)
    return {"addresses": addresses}


@register.simple_tag(takes_context=True)
def form_token(context: Context, form: forms.BaseForm | None = None) -> SafeString:
    """Carry a one-time token; a refused form keeps the one it was posted with.

    On a page of several forms each is named, for only the one that was posted may keep it.
    """
    request = context.get("request")
    keeps = form is None or form.is_bound
    posted = request.POST.get(tokens.FIELD, "") if request is not None and keeps else ""
    token = posted or plugs.tokens().issue(getattr(request, "user", None))
    return format_html('<input type="hidden" name="{}" value="{}">', tokens.FIELD, token)


@register.inclusion_tag("ui/_button.html")
def button(label: object, obstacles: Iterable[Obstacle] = (), **options: Any) -> dict[str, Any]:
    """Draw a button, or a link when `url` is given; with obstacles it is off and says why.

    Options: first (the one primary), small, danger, icon, key (the keys shown), url, form, name, value, type,
    confirm (the question asked once), hx_get, hx_post, target, title.
    """
    return {"label": label, "reasons": list(obstacles), "o": options}


@register.inclusion_tag("ui/_obstacles.html")
def obstacles(found: Iterable[Obstacle]) -> dict[str, Any]:
    """List what stands in the way, as sentences."""
    return {"found": list(found)}


@register.inclusion_tag("ui/_figure.html")
def figure(number: object, label: object, url: str = "", state: str = "") -> dict[str, Any]:
    """Show one number of the board, a link to its list; state late or soon colours it unless it is nought."""
    quiet = str(number) == "0"
    return {"number": number, "label": label, "url": url, "state": "" if quiet else state}


@register.inclusion_tag("ui/_pager.html")
def pager(page: Page) -> dict[str, Any]:
    """Show the way to the next and the previous rows."""
    return {"page": page}


@register.filter
def hm(moment: datetime | None) -> str:
    """Say 09:42."""
    return times.hm(moment)


@register.filter
def when(moment: datetime | date | None, now: datetime | None = None) -> str:
    """Say today 09:42, yesterday 16:20, Fri 27 Nov 09:48; long lists hand the hour of the page over."""
    return times.when(moment, now)


@register.filter
def money(amount: object) -> str:
    """Say an amount in yuan: 3,000, or 3,000.50."""
    try:
        whole = f"{Decimal(str(amount)):,.2f}"
    except InvalidOperation:
        return "" if amount is None else str(amount)
    return whole.removesuffix(".00")


@register.filter
def duration(amount: timedelta | None) -> str:
    """Say 4 hours 10 minutes."""
    return times.duration(amount)


@register.filter
def unbroken(sentence: object) -> SafeString:
    """Keep a folder's number in one piece where a sentence wraps at its hyphen."""
    return mark_safe(NUMBER.sub(r'<span class="nobr">\g<0></span>', escape(sentence)))  # noqa: S308  # escaped first


@register.filter
def without_style(shown: object) -> SafeString | str:
    """Take style attributes out of HTML another package made; the content policy would refuse them."""
    cleaned = STYLE.sub("", str(shown))
    return mark_safe(cleaned) if isinstance(shown, SafeString) else cleaned  # noqa: S308  # safe before, less now
