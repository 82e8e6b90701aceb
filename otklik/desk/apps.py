"""Registers the room `desk` with Django."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """The room `desk`."""

    name = "otklik.desk"
    label = "desk"
    default_auto_field = "django.db.models.BigAutoField"
