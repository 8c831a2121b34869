"""The app's registration."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MailDeskConfig(AppConfig):
    """MailDesk, as Django lists it."""

    name = "mail_desk"
    verbose_name = _("Mail desk")
