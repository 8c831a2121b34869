"""The admin of the house: who may enter, how it looks, and the manners of its pages.

Here and not in `mall.admin`, since the admins of the other apps stand on it too.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.contrib import admin
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from import_export.admin import ImportExportModelAdmin
from import_export.formats.base_formats import XLSX
from import_export.resources import ModelResource
from import_export.widgets import CharWidget, DateWidget, ManyToManyWidget

from mall.actions.doors import log_export
from mall.me import me
from mall.models import User
from mall.queries.history import history
from mall.roles import Permission

if TYPE_CHECKING:
    from django.db.models import Model, QuerySet
    from django.http import HttpRequest, HttpResponse
    from import_export.formats.base_formats import Format


def keeps_reference_data(request: HttpRequest) -> bool:
    """Whether the person keeps the reference data: by role, or as the first administrator of an installation."""
    person = request.user
    if not isinstance(person, User) or not person.is_active:
        return False
    return person.is_superuser or person.may(Permission.ADMIN_SITE)


class HouseAdminSite(admin.AdminSite):
    """Entered through our own sign-in page, by those who keep the reference data."""

    site_title = _("Service desk")
    site_header = _("Reference data")
    index_title = _("Reference data")
    site_url = "/"

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Take pages that stand on the house only.

        The packages bring pages of their own (groups, secrets of one-time codes): doors nobody here asked for.
        """
        if admin_class is not None and issubclass(admin_class, HouseAdmin):
            super().register(model_or_iterable, admin_class, **options)
            return
        models = model_or_iterable if isinstance(model_or_iterable, list | tuple) else [model_or_iterable]
        ours = [model for model in models if model.__module__.partition(".")[0] in settings.OUR_APPS]
        if ours:
            message = f"{ours} must be registered with a HouseAdmin"
            raise TypeError(message)

    def has_permission(self, request: HttpRequest) -> bool:
        """Ask the role; one-time codes were asked for on the way in."""
        return keeps_reference_data(request)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:  # type: ignore[override]  # wider than Django's stubs say
        """Lead to our own sign-in page; who is signed in and may not enter is told so."""
        del extra_context
        if request.user.is_authenticated and not self.has_permission(request):
            from ui import errors

            return errors.forbidden(request)
        wanted = request.GET.get("next") or reverse("admin:index")
        return redirect(f"{reverse('mall:login')}?{urlencode({'next': wanted})}")

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:  # type: ignore[override]  # wider than Django's stubs say
        """Lead to our own page; signing out is done from there."""
        del request, extra_context
        return redirect("mall:profile")


class HouseAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # not subscriptable at run time
    """A page of rows for those who keep the reference data. Nothing is deleted: rows go out of use."""

    list_per_page = 50
    show_full_result_count = False

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Ask the role."""
        return keeps_reference_data(request)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Ask the role."""
        del obj
        return keeps_reference_data(request)

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:  # type: ignore[override]  # wider than Django's stubs say
        """Ask the role."""
        del obj
        return keeps_reference_data(request)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Ask the role."""
        del obj
        return keeps_reference_data(request)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Refuse: others point to the row, and its history must stay readable."""
        del request, obj
        return False

    def history_view(  # type: ignore[override]  # wider than Django's stubs say
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show what was changed, from whichever door: the history the database keeps."""
        row = self.get_object(request, object_id)
        if row is None:
            raise Http404
        context = {
            **self.admin_site.each_context(request),
            "title": _("History of %(row)s") % {"row": row},
            "subtitle": None,
            "changes": history(row),
            "object": row,
            "opts": self.opts,
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/mall_history.html", context)


class Spreadsheet(XLSX):
    """A spreadsheet whose cells keep their kinds: what is empty stays empty, and no text is taken for a formula."""

    def _escape_formulae(self, dataset: Any) -> None:
        for _row in range(len(dataset)):
            cells = dataset.lpop()
            dataset.append([cell.removeprefix("=") if isinstance(cell, str) else cell for cell in cells])


class ReferenceAdmin(ImportExportModelAdmin, HouseAdmin):
    """Rows that also come and go as a spreadsheet; what goes out is written down (DATA-03)."""

    formats: ClassVar[list[type[Format]]] = [Spreadsheet]
    skip_export_form = True

    def get_export_data(self, file_format: Format, request: HttpRequest, queryset: QuerySet[Any], **kwargs: Any) -> Any:
        """Make the file and write down who takes it."""
        data = super().get_export_data(file_format, request, queryset, **kwargs)
        log_export(by=me(request), now=timezone.now(), what=self.opts.label_lower, rows=queryset.count())
        return data


class CodesWidget(ManyToManyWidget):
    """Several rows of a list as their codes with commas; a code that is not there refuses the row."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        """Return the rows of the codes. Raises ValueError, naming the codes that are not there."""
        found = super().clean(value, row, **kwargs)
        asked = {part.strip() for part in str(value or "").split(self.separator)} - {""}
        missing = asked - {str(getattr(one, self.field)) for one in found}
        if missing:
            message = gettext("Not in the list: %(codes)s") % {"codes": ", ".join(sorted(missing))}
            raise ValueError(message)
        return found


class DayWidget(DateWidget):
    """A day, which spreadsheets like to give with an hour."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        """Return the day alone."""
        return super().clean(value.date() if isinstance(value, datetime) else value, row, **kwargs)


class Sheet(ModelResource):
    """The columns of a list whose rows hold long texts or days."""

    WIDGETS_MAP: ClassVar[dict[str, Any]] = {
        **ModelResource.WIDGETS_MAP,
        "TextField": CharWidget,
        "DateField": DayWidget,
    }


class ReadOnlyAdmin(HouseAdmin):
    """Rows the program writes: looked at, never touched."""

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:  # type: ignore[override]  # wider than Django's stubs say
        """Refuse."""
        del request, obj
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Refuse."""
        del request, obj
        return False
