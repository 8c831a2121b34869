"""What can be due at the mail desk, in words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from casework.clock_kinds import register

register("mail_register", _("Mail to be registered"))
register("mail_complete", _("Particulars of scanned mail"))
register("mail_pass_on", _("Mail to be handed out"))
register("mail_internal", _("Mail of 8F and the company"))
register("mail_call", _("Addressee to be called"))
register("mail_remind", _("Addressee to be called again"))
register("mail_last_call", _("Last call for unclaimed mail"))
register("mail_return", _("Mail to be handed back"))
register("mail_return_register", _("Return slip to be signed by the post"))
