"""Who may handle, who is told, who may be named: people as the complaint desk needs them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q

from casework.models import Audience
from mall.models import Department, User
from mall.queries.departments import department
from mall.queries.people import managers, staff_of, supervisors

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from complaints.models import Complaint

SECURITY = "security"


def first_supervisor(*, without: User | None = None) -> User | None:
    """Return a supervisor who is not the person given; the manager when there is none."""
    out = [without.pk] if without else []
    found = supervisors().exclude(pk__in=out).order_by("staff_number").first()
    return found or managers().exclude(pk__in=out).order_by("staff_number").first()


def told_of_danger(complaint: Complaint) -> QuerySet[User]:
    """Return who knows at once of somebody hurt: supervisors, manager, on-site and security; never whom it is about."""
    told = Q(pk__in=supervisors().values("pk")) | Q(pk__in=managers().values("pk"))
    for place in Department.objects.filter(code__in=(Department.ONSITE, SECURITY)):
        told |= Q(pk__in=staff_of(place).values("pk"))
    return not_shut_out(User.objects.filter(told), complaint)


def departments_told_of_danger() -> QuerySet[Department]:
    """Return whose group chats hear of somebody hurt: customer service, on-site and security."""
    return Department.objects.filter(code__in=(Department.CUSTOMER_SERVICE, Department.ONSITE, SECURITY))


def told_of_grave(complaint: Complaint) -> QuerySet[User]:
    """Return who hears of a grave complaint: the superiors, supervisors and manager (CMP-13)."""
    told = Q(pk__in=supervisors().values("pk")) | Q(pk__in=managers().values("pk"))
    return not_shut_out(User.objects.filter(told), complaint)


def staff_to_choose(department: Department, complaint: Complaint) -> QuerySet[User]:
    """Return the people of a department who may be given this case: active, and not whom it is about."""
    return not_shut_out(staff_of(department), complaint).order_by("pinyin", "pk")


def handlers_to_choose(complaint: Complaint) -> QuerySet[User]:
    """Return who may handle the case at the desk: customer service, and not whom it is about."""
    return staff_to_choose(department(Department.CUSTOMER_SERVICE), complaint)


def not_shut_out(people: QuerySet[User], complaint: Complaint) -> QuerySet[User]:
    """Leave out whom the case is about: he neither handles it nor is told of it."""
    out = Audience.objects.filter(folder=complaint.folder_id, person=OuterRef("pk"), may=Audience.May.NOTHING)
    return people.filter(~Exists(out)).exclude(pk__in=[complaint.staff_person_id or 0])
