"""People and their roles, for the administrator. Passwords and one-time codes are kept on the pages of people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from import_export.fields import Field
from import_export.widgets import ForeignKeyWidget

from mall.admin_site import ReferenceAdmin, Sheet
from mall.models import Department, Desk, Membership, User
from mall.roles import Role
from mall.rules.people import obstacles_to_changing, obstacles_to_ending, obstacles_to_giving

if TYPE_CHECKING:
    from django.db.models import Model
    from django.http import HttpRequest

    from ui.obstacles import Obstacle


class MembershipForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable while running
    """A role for a time, under the same rules as on the page of the person."""

    by: User

    class Meta:
        model = Membership
        fields = ("person", "department", "role", "desk", "from_on", "to_on")

    def clean(self) -> dict[str, Any]:
        """Show what stands against it, in the place of each field."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors:
            return cleaned
        if self.instance.pk:
            found = obstacles_to_changing(self.instance.person, by=self.by)
        else:
            person = cleaned["person"]
            fields = {name: cleaned.get(name) for name in ("department", "desk", "from_on", "to_on")}
            found = obstacles_to_giving(Role(cleaned["role"]), person=person, by=self.by, **fields)  # type: ignore[arg-type]  # cleaned by the fields
        for obstacle in found:
            self.add_error(obstacle.field, str(obstacle.message))
        return cleaned


class MembershipSheet(Sheet):
    """Roles by person, department, role and first day, under the same rules as on the page of the person."""

    person = Field("person", "person", ForeignKeyWidget(User, "staff_number"))
    department = Field("department", "department", ForeignKeyWidget(Department, "code"))
    desk = Field("desk", "desk", ForeignKeyWidget(Desk, "code"))

    class Meta:
        model = Membership
        import_id_fields = ("person", "department", "role", "from_on")
        fields = ("person", "department", "role", "desk", "from_on", "to_on")
        skip_unchanged = True
        clean_model_instances = True

    def import_instance(self, instance: Membership, row: Any, *, user: User, **kwargs: Any) -> None:
        """Take the row over; refuse it for what stands against giving or changing the role."""
        super().import_instance(instance, row, **kwargs)
        there = Membership.objects.filter(pk=instance.pk).first()
        if there is None:
            _refuse(_against_giving(instance, user))
        elif (there.desk_id, there.to_on) != (instance.desk_id, instance.to_on):
            found = obstacles_to_changing(there.person, by=user)
            if instance.to_on is not None and instance.to_on != there.to_on:
                found = obstacles_to_ending(there, last_on=instance.to_on, by=user)
            _refuse(found)


class PersonSheet(Sheet):
    """People by staff number. An import corrects who is there; people are added where they get a password."""

    class Meta:
        model = User
        import_id_fields = ("staff_number",)
        fields = ("staff_number", "name", "email", "language", "joined_on")
        skip_unchanged = True
        clean_model_instances = True

    def import_instance(self, instance: User, row: Any, *, user: User, **kwargs: Any) -> None:
        """Take the row over; refuse a new person, and a change of somebody above who imports."""
        super().import_instance(instance, row, **kwargs)
        there = User.objects.filter(pk=instance.pk).first()
        if there is None:
            words = _("Add the person on the page of people first, where the first password is given.")
            raise ValidationError({"staff_number": words})
        if any(getattr(there, name) != getattr(instance, name) for name in ("name", "email", "language", "joined_on")):
            _refuse(obstacles_to_changing(there, by=user))


def _against_giving(row: Membership, by: User) -> list[Obstacle]:
    if row.role not in Role.values:
        return []  # the field itself refuses it
    return obstacles_to_giving(
        Role(row.role),
        person=row.person,
        department=row.department,
        desk=row.desk,
        from_on=row.from_on,
        to_on=row.to_on,
        by=by,
    )


def _refuse(found: list[Obstacle]) -> None:
    if found:
        raise ValidationError([str(obstacle.message) for obstacle in found])


@admin.register(Membership)
class MembershipAdmin(ReferenceAdmin):
    """Who belongs where, as what, from when to when."""

    form = MembershipForm
    resource_classes: ClassVar = [MembershipSheet]
    list_display = ("person", "department", "role", "desk", "from_on", "to_on")
    list_filter = ("role", "department")
    list_select_related = ("person", "department", "desk")
    search_fields = ("person__name", "person__staff_number", "person__initials")
    autocomplete_fields = ("person",)
    date_hierarchy = "from_on"

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        """A role that was given is ended, not turned into another one."""
        del request
        return ("person", "department", "role", "from_on") if obj else ()

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:  # noqa: FBT001, FBT002 - Django's own signature
        """Tell the form who acts."""
        form = super().get_form(request, obj, change, **kwargs)
        return type(form.__name__, (form,), {"by": request.user})

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse what the rules refuse on the page of the person."""
        allowed = super().has_change_permission(request, obj)
        if allowed and obj is not None:
            return not obstacles_to_changing(obj.person, by=request.user)  # type: ignore[arg-type]  # signed in
        return allowed


@admin.register(User)
class UserAdmin(ReferenceAdmin):
    """Who may sign in. People are added, locked out and given passwords on their own pages."""

    resource_classes: ClassVar = [PersonSheet]
    list_display = ("staff_number", "name", "email", "is_active", "joined_on", "last_login")
    list_filter = ("is_active", "language")
    search_fields = ("staff_number", "name", "pinyin", "initials")
    fields = ("staff_number", "name", "email", "language", "joined_on", "is_active", "last_login")
    readonly_fields = ("staff_number", "is_active", "last_login")

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:  # type: ignore[override]  # inline or not, both are asked so
        """Refuse: a person is added on the page of people, where the first password is given."""
        del request, obj
        return False
