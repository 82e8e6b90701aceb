"""Registers the room `mail_in` with Django."""

from django.apps import AppConfig


class MailInConfig(AppConfig):
    """The room `mail_in`."""

    name = "otklik.mail_in"
    label = "mail_in"
    default_auto_field = "django.db.models.BigAutoField"
