"""Registers the room `office` with Django."""

from django.apps import AppConfig


class OfficeConfig(AppConfig):
    """The room `office`."""

    name = "otklik.office"
    label = "office"
    default_auto_field = "django.db.models.BigAutoField"
