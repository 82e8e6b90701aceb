"""Registers the room `notices` with Django."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """The room `notices`."""

    name = "otklik.notices"
    label = "notices"
    default_auto_field = "django.db.models.BigAutoField"
