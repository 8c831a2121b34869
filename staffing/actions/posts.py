"""Leaving the post for a while: asked, relieved or permitted, left, back."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.db import transaction
from django.urls import reverse

from casework.actions.notices import tell
from mall.models import Desk, User
from mall.queries import people_who_may
from mall.roles import Permission
from staffing.models import PostLeave
from staffing.queries import posts as reads
from staffing.rules import posts as rules
from ui.obstacles import refuse_if

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime


@transaction.atomic
def ask(reason: str, relief: User | None = None, *, by: User, now: datetime) -> PostLeave:
    """ROST-16. Ask to leave the desk one stands at; relieved by who stands there too, one leaves at once.

    With nobody to relieve him the person stays, and the supervisors are told. Raises Refused.
    """
    User.objects.select_for_update(no_key=True).values_list("pk").get(pk=by.pk)
    desk = reads.post_of(by, now)
    if desk is not None:
        _hold_desk(desk)
    there = reads.there_too(by, desk, now) if desk else []
    refuse_if(rules.obstacles_to_asking(desk, reason, relief, there, open_one=reads.open_one(by)))
    if relief is not None:
        refuse_if(rules.obstacles_to_going(reads.stands_in_for(by, now)))
    left_at = now if relief else None
    made = PostLeave.objects.create(
        person=by,
        desk=cast("Desk", desk),
        reason=reason.strip()[:200],
        asked_at=now,
        relieved_by=relief,
        left_at=left_at,
    )
    if relief is None:
        _tell(people_who_may(Permission.SWAP_APPROVE).exclude(pk=by.pk), "asked", made, now=now)
    return made


@transaction.atomic
def relieve(post: PostLeave, relief: User, *, by: User, now: datetime) -> PostLeave:
    """ROST-16. A colleague has come to the desk: relieved, the person leaves. Raises Refused."""
    post = _hold(post)
    _hold_desk(post.desk)
    refuse_if(rules.obstacles_to_staying(post, by))
    refuse_if(rules.obstacles_to_relief(relief, reads.there_too(by, post.desk, now)))
    refuse_if([*rules.obstacles_to_day(post, now), *rules.obstacles_to_going(reads.stands_in_for(by, now))])
    post.relieved_by, post.left_at = relief, now
    post.save(update_fields=["relieved_by", "left_at"])
    return post


@transaction.atomic
def permit(post: PostLeave, *, by: User, now: datetime) -> PostLeave:
    """ROST-16. The supervisor permits it; the person is told. Raises Refused."""
    post = _hold(post)
    refuse_if([*rules.obstacles_to_deciding(post, by), *rules.obstacles_to_day(post, now)])
    post.permitted_by = by
    post.save(update_fields=["permitted_by"])
    _tell([post.person], "permitted", post, now=now)
    return post


@transaction.atomic
def refuse(post: PostLeave, *, by: User, now: datetime) -> PostLeave:
    """ROST-16. The supervisor does not permit it: the person stays, and is told. Raises Refused."""
    post = _hold(post)
    refuse_if(rules.obstacles_to_deciding(post, by))
    _end(post, by=by, now=now)
    _tell([post.person], "refused", post, now=now)
    return post


@transaction.atomic
def leave(post: PostLeave, *, by: User, now: datetime) -> PostLeave:
    """ROST-16. Leave, relieved or permitted: the post must not become empty otherwise. Raises Refused."""
    post = _hold(post)
    _hold_desk(post.desk)
    refuse_if(rules.obstacles_to_leaving(post, by))
    refuse_if([*rules.obstacles_to_day(post, now), *rules.obstacles_to_going(reads.stands_in_for(by, now))])
    post.left_at = now
    post.save(update_fields=["left_at"])
    return post


@transaction.atomic
def stay(post: PostLeave, *, by: User, now: datetime) -> PostLeave:
    """ROST-16. It is not needed any more: the person stays. Raises Refused."""
    post = _hold(post)
    refuse_if(rules.obstacles_to_staying(post, by))
    _end(post, by=by, now=now)
    return post


@transaction.atomic
def come_back(post: PostLeave, *, by: User, now: datetime) -> PostLeave:
    """ROST-16. The person is back at the desk. Raises Refused."""
    post = _hold(post)
    refuse_if(rules.obstacles_to_coming_back(post, by))
    post.back_at = now
    post.save(update_fields=["back_at"])
    return post


def _hold(post: PostLeave) -> PostLeave:
    """Lock it until the transaction ends, and read it anew."""
    return PostLeave.objects.select_for_update(of=("self",)).select_related("person", "desk").get(pk=post.pk)


def _hold_desk(desk: Desk) -> None:
    """One at a time leaves a desk: of two who stand there the second finds the first gone."""
    Desk.objects.select_for_update(no_key=True).values_list("pk").get(pk=desk.pk)


def _end(post: PostLeave, *, by: User, now: datetime) -> None:
    post.refused_at, post.refused_by = now, by
    post.save(update_fields=["refused_at", "refused_by"])


def _tell(people: Iterable[User], what: str, post: PostLeave, *, now: datetime) -> None:
    facts = {"person": post.person_id, "path": reverse("staffing:posts")}
    tell(people, f"post.{what}", None, key=f"post:{post.pk}:{what}", now=now, facts=facts)
