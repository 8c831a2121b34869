"""Addresses of the mall: one's own account, people, jobs, limits, the logs of the doors."""

from __future__ import annotations

from django.urls import URLPattern, path

from mall.settings_urls import SETTINGS
from mall.views import account, audit, codes, counter, jobs, locks, people, staging
from ui.pairs import pair

app_name = "mall"
ACCOUNT = [
    path("accounts/login/", pair(account.login_form, account.sign_in), name="login"),
    path("accounts/logout/", account.sign_out, name="logout"),
    path("accounts/profile/", account.profile, name="profile"),
    path("accounts/password/", pair(account.password_form, account.change_password), name="password"),
    path("accounts/pin/", pair(account.pin_form, account.set_pin), name="pin"),
    path("accounts/code/", pair(codes.code_form, codes.show_code), name="code"),
    path("accounts/code/set-up/", pair(codes.set_up_form, codes.set_up), name="code-set-up"),
    path("accounts/change/", pair(counter.change_form, counter.change_person), name="change-person"),
    path("accounts/lock/", counter.lock, name="lock"),
    path("accounts/unlock/", counter.unlock, name="unlock"),
]
PEOPLE = [
    path("people/", people.people, name="people"),
    path("people/new/", pair(people.new_form, people.add), name="person-new"),
    path("people/locks/", locks.locks, name="locks"),
    path("people/locks/release/", locks.release, name="lock-release"),
    path("people/<int:pk>/", people.person, name="person"),
    path("people/<int:pk>/name/", pair(people.name_form, people.rename), name="person-name"),
    path("people/<int:pk>/role/", pair(people.role_form, people.give_role), name="person-role"),
    path(
        "people/<int:pk>/role/<int:membership_pk>/end/",
        pair(people.end_form, people.end_role),
        name="person-role-end",
    ),
    path("people/<int:pk>/lock-out/", people.lock_out, name="person-lock-out"),
    path("people/<int:pk>/let-in/", people.let_in, name="person-let-in"),
    path("people/<int:pk>/password/", people.reset_password, name="person-password"),
    path("people/<int:pk>/codes/", people.remove_codes, name="person-codes"),
]
AUDIT = [
    path("settings/roles/", audit.roles, name="roles"),
    path("audit/exports/", audit.exports, name="exports"),
    path("audit/reveals/", audit.reveals, name="reveals"),
]
WORK = [
    path("jobs/<int:pk>/", jobs.job_page, name="job"),
    path("jobs/<int:pk>/output/", jobs.job_output, name="job-output"),
    path("files/stage/", staging.stage_upload, name="stage-upload"),
]
urlpatterns: list[URLPattern] = [*ACCOUNT, *PEOPLE, *AUDIT, *WORK, *SETTINGS]
