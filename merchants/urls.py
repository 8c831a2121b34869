"""Addresses of the register."""

from __future__ import annotations

from django.urls import URLPattern, path

from merchants.views import file, importing, register

app_name = "merchants"
_ROOT = "merchants/"
_FILE = "merchants/<str:number>/"

urlpatterns: list[URLPattern] = [
    path(_ROOT, register.merchant_list, name="list"),
    path(f"{_ROOT}export/", register.export, name="export"),
    path(f"{_ROOT}pick/", register.pick, name="pick"),
    path(f"{_ROOT}new/", register.register_pair, name="new"),
    path(f"{_ROOT}import/", importing.upload_pair, name="import"),
    path(f"{_ROOT}import/<int:pk>/confirm/", importing.confirm, name="import-confirm"),
    path(_FILE, file.merchant_file, name="file"),
    path(f"{_FILE}change/", register.change_pair, name="change"),
    path(f"{_FILE}card.pdf", file.card, name="card"),
    path(f"{_FILE}note/", file.write_note, name="note"),
    path(f"{_FILE}contacts/new/", file.add_contact, name="contact-new"),
    path(f"{_FILE}contacts/<int:row>/", file.change_contact, name="contact"),
    path(f"{_FILE}contacts/<int:row>/remove/", file.remove_contact, name="contact-remove"),
    path(f"{_FILE}units/new/", file.move_in, name="move-in"),
    path(f"{_FILE}units/<int:row>/end/", file.move_out, name="move-out"),
    path(f"{_FILE}class-a/", file.name_as_class_a, name="class-a"),
    path(f"{_FILE}class-a/back/", file.take_class_a_back, name="class-a-back"),
]
