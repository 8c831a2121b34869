"""Addresses of staffing: work letters, weekly plans, meetings."""

from __future__ import annotations

from django.urls import URLPattern, path

from staffing.views import letters, meetings, minutes, plans, work_reports

_LETTERS, _PLANS, _MEETINGS = "staffing/letters/", "staffing/plans/", "staffing/meetings/"
_REPORTS = "staffing/reports/"
_REPORT = f"{_REPORTS}<int:pk>/"
_LETTER, _MEETING = f"{_LETTERS}<str:number>/", f"{_MEETINGS}<int:pk>/"

urlpatterns: list[URLPattern] = [
    path(_LETTERS, letters.letters, name="letters"),
    path(f"{_LETTERS}new/", letters.new, name="letter-new"),
    path(_LETTER, letters.letter, name="letter"),
    path(f"{_LETTER}edit/", letters.edit, name="letter-edit"),
    path(f"{_LETTER}approve/", letters.approve, name="letter-approve"),
    path(f"{_LETTER}send-back/", letters.send_back, name="letter-send-back"),
    path(f"{_LETTER}receive/", letters.receive, name="letter-receive"),
    path(f"{_LETTER}commit/", letters.commit, name="letter-commit"),
    path(f"{_LETTER}report/", letters.report, name="letter-report"),
    path(f"{_LETTER}apply/", letters.apply_commitment, name="letter-apply"),
    path(f"{_LETTER}refuse/", letters.refuse, name="letter-refuse"),
    path(f"{_LETTER}withdraw/", letters.withdraw, name="letter-withdraw"),
    path(f"{_LETTER}print/", letters.print_letter, name="letter-print"),
    path(_PLANS, plans.plans, name="plans"),
    path(f"{_PLANS}new/", plans.new, name="plan-new"),
    path(f"{_PLANS}print/", plans.print_week, name="plans-print"),
    path(f"{_PLANS}<int:pk>/", plans.plan, name="plan"),
    path(f"{_PLANS}<int:pk>/comment/", plans.comment, name="plan-comment"),
    path(f"{_PLANS}<int:pk>/print/", plans.print_plan, name="plan-print"),
    path(_REPORTS, work_reports.reports, name="work-reports"),
    path(f"{_REPORTS}new/", work_reports.new, name="work-report-new"),
    path(f"{_REPORTS}figures/", work_reports.figures, name="work-report-figures"),
    path(_REPORT, work_reports.report, name="work-report"),
    path(f"{_REPORT}edit/", work_reports.edit, name="work-report-edit"),
    path(f"{_REPORT}send/", work_reports.send, name="work-report-send"),
    path(f"{_REPORT}discard/", work_reports.discard, name="work-report-discard"),
    path(f"{_REPORT}mail-again/", work_reports.mail_again, name="work-report-mail-again"),
    path(f"{_REPORT}print/", work_reports.print_report, name="work-report-print"),
    path(_MEETINGS, meetings.meetings, name="meetings"),
    path(f"{_MEETINGS}new/", meetings.new, name="meeting-new"),
    path(f"{_MEETINGS}actions/<int:pk>/report/", minutes.report, name="meeting-action-report"),
    path(f"{_MEETINGS}problems/<int:pk>/upward/", minutes.report_upward, name="meeting-problem-upward"),
    path(f"{_MEETINGS}problems/<int:pk>/answer/", minutes.answer_problem, name="meeting-problem-answer"),
    path(_MEETING, meetings.meeting, name="meeting"),
    path(f"{_MEETING}change/", meetings.change, name="meeting-change"),
    path(f"{_MEETING}cancel/", meetings.cancel, name="meeting-cancel"),
    path(f"{_MEETING}excuse/", meetings.excuse, name="meeting-excuse"),
    path(f"{_MEETING}attendance/", minutes.attendance, name="meeting-attendance"),
    path(f"{_MEETING}minutes/", minutes.write, name="meeting-minutes"),
    path(f"{_MEETING}assign/", minutes.assign, name="meeting-assign"),
    path(f"{_MEETING}problem/", minutes.note_problem, name="meeting-problem"),
    path(f"{_MEETING}record/", minutes.own_record, name="meeting-record"),
    path(f"{_MEETING}file/", minutes.file_minutes, name="meeting-file"),
    path(f"{_MEETING}print/", meetings.print_meeting, name="meeting-print"),
]
