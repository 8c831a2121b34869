"""Who: people, the places they belong to, what they may do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import pghistory
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from mall.held import Held
from mall.pinyin import keys
from mall.prepared import ModelsOf
from mall.roles import ROLE_PERMISSIONS, Permission, Role

if TYPE_CHECKING:
    import datetime as dt


class UserManager(BaseUserManager["User"]):
    """People by staff number."""

    def create_user(self, staff_number: str, password: str | None = None, **fields: Any) -> User:
        """Make a person; without a password the account cannot sign in."""
        user = self.model(staff_number=staff_number, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, staff_number: str, password: str | None = None, **fields: Any) -> User:
        """Make the first administrator of an installation."""
        return self.create_user(staff_number, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> User:
        """Staff numbers are typed in any case."""
        return self.get(staff_number__iexact=username)


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    # What leaves no mark in a tracked column but must be known later.
    pghistory.ManualEvent("password_reset"),
    pghistory.ManualEvent("codes_removed"),
    exclude=["password", "last_login", "pin", "pin_set_at", "language", "muted"],
)
class User(AbstractBaseUser, PermissionsMixin):
    """A person of the staff, signing in by staff number."""

    class Language(models.TextChoices):
        """The languages of the screen."""

        CHINESE = "zh-hans", "中文"
        ENGLISH = "en", "English"

    staff_number = models.CharField(
        _("staff number"), max_length=30, unique=True, validators=[RegexValidator(r"^[A-Za-z0-9._-]+$")]
    )
    name = models.CharField(
        _("full name"), max_length=40, help_text=_("As cases and papers write it; people are found by its pinyin too.")
    )
    pinyin = models.CharField(max_length=200, editable=False, default="", db_index=True)
    initials = models.CharField(max_length=40, editable=False, default="")
    email = models.EmailField(_("e-mail"), blank=True, help_text=_("Reminders and alarms also go there."))
    language = models.CharField(
        _("language"),
        max_length=8,
        choices=Language,
        default=Language.CHINESE,
        help_text=_("Of the pages after signing in, and of the notices."),
    )
    pin = models.CharField(_("PIN"), max_length=128, blank=True, editable=False)
    pin_set_at = models.DateTimeField(null=True, blank=True, editable=False)
    muted = models.JSONField(_("muted kinds of notices"), default=list, blank=True)
    must_change_password = models.BooleanField(
        _("must choose a new password"), default=False, help_text=_("Set when somebody else chose the present one.")
    )
    is_active = models.BooleanField(_("may sign in"), default=True)
    is_staff = models.BooleanField(_("may use the admin pages"), default=False)
    joined_on = models.DateField(_("joined on"), null=True, blank=True, help_text=_("First day at the mall."))

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "staff_number"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        ordering = ("pinyin", "staff_number")
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.UniqueConstraint(Upper("staff_number"), name="person_one_per_staff_number_in_any_case"),
        ]

    def __str__(self) -> str:
        return self.name or self.staff_number

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the sort keys in step with the name; names sort by pinyin, never by collation."""
        self.pinyin, self.initials = keys(self.name)
        super().save(*args, **kwargs)

    @cached_property
    def current_memberships(self) -> list[Membership]:
        """The memberships in force today, read once per request."""
        today = timezone.localdate()
        return [membership for membership in _memberships(self.pk) if membership.holds_on(today)]

    @cached_property
    def permissions(self) -> frozenset[Permission]:
        """Everything the person's roles of today allow."""
        return frozenset().union(*(ROLE_PERMISSIONS[Role(m.role)] for m in self.current_memberships))

    def may(self, permission: Permission) -> bool:
        """Whether one of today's roles allows it. A person who may not sign in may nothing."""
        return self.is_active and permission in self.permissions

    def has_role(self, *roles: Role) -> bool:
        """Whether the person holds one of the roles today."""
        return any(m.role in roles for m in self.current_memberships)

    @property
    def department_ids(self) -> list[int]:
        """The departments the person belongs to today."""
        return [m.department_id for m in self.current_memberships]

    def departments_where(self, permission: Permission) -> list[int]:
        """The departments whose role of today allows it; what one role allows does not hold in another's department."""
        if not self.is_active:
            return []
        return [m.department_id for m in self.current_memberships if permission in ROLE_PERMISSIONS[Role(m.role)]]

    @property
    def home(self) -> Membership | None:
        """The membership shown beside the name: the first of today's."""
        return self.current_memberships[0] if self.current_memberships else None


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Words for memberships."""

    def in_force(self, on: dt.date) -> MembershipQuerySet:
        """Memberships that hold on a day; both end days count."""
        return self.filter(from_on__lte=on).filter(Q(to_on=None) | Q(to_on__gte=on))


@pghistory.track()
class Membership(models.Model):
    """A person in a department, with a role, from a day to a day."""

    person = models.ForeignKey(
        User,
        models.PROTECT,
        related_name="memberships",
        verbose_name=_("person"),
        help_text=_("Find by name, pinyin or staff number."),
    )
    department = models.ForeignKey(
        "mall.Department",
        models.PROTECT,
        related_name="memberships",
        verbose_name=_("department"),
        help_text=_("Whose cases the person sees and answers."),
    )
    role = models.CharField(
        _("role"), max_length=20, choices=Role, help_text=_("What the person may do; the page of roles lists it.")
    )
    desk = models.ForeignKey(
        "mall.Desk",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="memberships",
        verbose_name=_("usual desk"),
        help_text=_("Where the person usually sits; only for roles at a desk."),
    )
    from_on = models.DateField(_("from"), help_text=_("The first day on which the role holds."))
    to_on = models.DateField(_("to"), null=True, blank=True, help_text=_("The last day; empty while it lasts."))

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ("-from_on", "id")
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.CheckConstraint(
                condition=Q(to_on=None) | Q(to_on__gte=F("from_on")), name="membership_ends_after_it_begins"
            ),
            models.UniqueConstraint(
                fields=("person", "department", "role", "from_on"), name="membership_once_per_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.department} · {self.get_role_display()}"

    def holds_on(self, day: dt.date) -> bool:
        """Whether it holds on a day; both end days count."""
        return self.from_on <= day and (self.to_on is None or day <= self.to_on)


_OF_PERSON = ModelsOf(
    Membership, lambda people: Membership.objects.filter(person__in=people).select_related("department", "desk")
)
# A page and the fragments it asks for at once come from one reading; see `Held` for how soon a change is seen.
_HELD: Held[dict[int, list[Membership]]] = Held(dict, models=("mall.Membership", "mall.Department", "mall.Desk"))


def _memberships(person: int) -> list[Membership]:
    held = _HELD.get()
    if person not in held:
        held[person] = _OF_PERSON.of(person)
    return held[person]
