"""The mail desk's folders: an item XJ, a delivery SJ, a batch of returns TJ."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from casework.kinds import register

ITEM = register("mail", "XJ", _("Mail"), icon="mail", url_name="mail_desk:item")
DELIVERY = register("mail_delivery", "SJ", _("Delivery of mail"), icon="truck-delivery", url_name="mail_desk:delivery")
RETURN = register("mail_return", "TJ", _("Return of mail"), icon="truck-return", url_name="mail_desk:return")
