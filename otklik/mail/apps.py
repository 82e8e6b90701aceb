"""Registers the room `mail` with Django."""

from django.apps import AppConfig


class MailConfig(AppConfig):
    """The room `mail`."""

    name = "otklik.mail"
    label = "mail"
    default_auto_field = "django.db.models.BigAutoField"
