"""Registers the room `importers` with Django."""

from django.apps import AppConfig


class ImportersConfig(AppConfig):
    """The room `importers`."""

    name = "otklik.importers"
    label = "importers"
    default_auto_field = "django.db.models.BigAutoField"
