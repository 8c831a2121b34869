"""Addresses of staffing: brand points, rewards, indicators, development files, staff trainings, conduct."""

from __future__ import annotations

from django.urls import URLPattern, path

from staffing.views import (
    conduct,
    development,
    indicators,
    point_months,
    points,
    reward_sheets,
    rewards,
    trainings,
)

_POINTS, _REWARDS, _FILES = "staffing/points/", "staffing/rewards/", "staffing/development/"
_TRAININGS, _CONDUCT = "staffing/trainings/", "staffing/conduct/"

urlpatterns: list[URLPattern] = [
    path(_POINTS, points.points, name="points"),
    path(f"{_POINTS}new/", points.new, name="points-new"),
    path(f"{_POINTS}month/", point_months.month, name="points-month"),
    path(f"{_POINTS}month/close/", point_months.close_month, name="points-close"),
    path(f"{_POINTS}month/print/", point_months.print_ranking, name="points-print"),
    path(f"{_POINTS}month/register/print/", point_months.print_register, name="points-register-print"),
    path(f"{_POINTS}reasons/", point_months.reasons, name="points-reasons"),
    path(f"{_POINTS}of/<int:pk>/", points.person, name="points-person"),
    path(f"{_POINTS}<int:pk>/", points.one, name="points-one"),
    path(f"{_POINTS}<int:pk>/decide/", points.decide, name="points-decide"),
    path(f"{_POINTS}<int:pk>/withdraw/", points.withdraw, name="points-withdraw"),
    path(f"{_POINTS}<int:pk>/object/", points.appeal, name="points-appeal"),
    path(f"{_POINTS}<int:pk>/objections/<int:row>/", points.review, name="points-review"),
    path(_REWARDS, rewards.rewards, name="rewards"),
    path(f"{_REWARDS}new/", rewards.new, name="reward-new"),
    path(f"{_REWARDS}sheet/", reward_sheets.sheet, name="rewards-sheet"),
    path(f"{_REWARDS}sheet/submit/", reward_sheets.submit, name="rewards-sheet-submit"),
    path(f"{_REWARDS}sheet/decide/", reward_sheets.decide, name="rewards-sheet-decide"),
    path(f"{_REWARDS}sheet/print/", reward_sheets.print_sheet, name="rewards-sheet-print"),
    path(f"{_REWARDS}<int:pk>/", rewards.reward, name="reward"),
    path(f"{_REWARDS}<int:pk>/decide/", rewards.decide, name="reward-decide"),
    path(f"{_REWARDS}<int:pk>/withdraw/", rewards.withdraw, name="reward-withdraw"),
    path(f"{_REWARDS}<int:pk>/take-back/", rewards.take_back, name="reward-take-back"),
    path(f"{_REWARDS}<int:pk>/publish/", rewards.publish, name="reward-publish"),
    path(f"{_REWARDS}<int:pk>/print/", rewards.print_notice, name="reward-print"),
    path(f"{_REWARDS}<int:pk>/published/print/", rewards.print_published, name="reward-published-print"),
    path("staffing/indicators/", indicators.indicators, name="indicators"),
    path("staffing/indicators/print/", indicators.print_indicators, name="indicators-print"),
    path(_FILES, development.development, name="development"),
    path(f"{_FILES}<int:pk>/", development.file, name="development-file"),
    path(f"{_FILES}notes/<int:pk>/consent/", development.consent, name="development-consent"),
    path(f"{_FILES}consents/<int:pk>/", development.answer_consent, name="development-answer"),
    path(_TRAININGS, trainings.trainings, name="trainings"),
    path(f"{_TRAININGS}new/", trainings.new, name="training-new"),
    path(f"{_TRAININGS}<int:pk>/", trainings.training, name="training"),
    path(f"{_TRAININGS}<int:pk>/record/", trainings.record, name="training-record"),
    path(f"{_TRAININGS}<int:pk>/call-off/", trainings.call_off, name="training-call-off"),
    path(f"{_TRAININGS}<int:pk>/notes/", trainings.take_notes, name="training-notes"),
    path(f"{_TRAININGS}<int:pk>/print/", trainings.print_training, name="training-print"),
    path(_CONDUCT, conduct.conduct, name="conduct"),
    path(f"{_CONDUCT}new/", conduct.new, name="conduct-new"),
    path(f"{_CONDUCT}calls/", conduct.note_call, name="conduct-call"),
    path(f"{_CONDUCT}items/", conduct.items, name="conduct-items"),
    path(f"{_CONDUCT}<int:pk>/", conduct.check, name="conduct-check"),
    path(f"{_CONDUCT}<int:pk>/seen/", conduct.see, name="conduct-see"),
]
