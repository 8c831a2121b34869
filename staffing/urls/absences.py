"""Addresses of staffing: leave, swaps, leaving the post, wishes."""

from __future__ import annotations

from django.urls import URLPattern, path

from staffing.views import leave, posts, swaps

_LEAVE, _SWAPS, _POSTS = "staffing/leave/", "staffing/swaps/", "staffing/posts/"

urlpatterns: list[URLPattern] = [
    path(_LEAVE, leave.leave_list, name="leave"),
    path(f"{_LEAVE}new/", leave.new, name="leave-new"),
    path(f"{_LEAVE}absent/", leave.absent, name="leave-absent"),
    path(f"{_LEAVE}<int:pk>/", leave.one, name="leave-one"),
    path(f"{_LEAVE}<int:pk>/decide/", leave.decide, name="leave-decide"),
    path(f"{_LEAVE}<int:pk>/withdraw/", leave.withdraw, name="leave-withdraw"),
    path(f"{_LEAVE}<int:pk>/count-absent/", leave.count_absent, name="leave-count-absent"),
    path(f"{_LEAVE}<int:pk>/print/", leave.print_one, name="leave-print"),
    path(_SWAPS, swaps.swap_list, name="swaps"),
    path(f"{_SWAPS}new/", swaps.new, name="swap-new"),
    path(f"{_SWAPS}<int:pk>/", swaps.one, name="swap-one"),
    path(f"{_SWAPS}<int:pk>/reply/", swaps.reply, name="swap-reply"),
    path(f"{_SWAPS}<int:pk>/decide/", swaps.decide, name="swap-decide"),
    path(f"{_SWAPS}<int:pk>/withdraw/", swaps.withdraw, name="swap-withdraw"),
    path(f"{_SWAPS}<int:pk>/print/", swaps.print_one, name="swap-print"),
    path(_POSTS, posts.posts, name="posts"),
    path(f"{_POSTS}<int:pk>/permit/", posts.permit, name="post-permit"),
    path(f"{_POSTS}<int:pk>/refuse/", posts.refuse, name="post-refuse"),
    path(f"{_POSTS}<int:pk>/relieve/", posts.relieve, name="post-relieve"),
    path(f"{_POSTS}<int:pk>/leave/", posts.leave, name="post-leave"),
    path(f"{_POSTS}<int:pk>/stay/", posts.stay, name="post-stay"),
    path(f"{_POSTS}<int:pk>/back/", posts.come_back, name="post-back"),
    path("staffing/wishes/", posts.wishes, name="wishes"),
]
