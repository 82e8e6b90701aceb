"""Registers the room `ui` with Django."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """The room `ui`."""

    name = "otklik.ui"
    label = "ui"
    default_auto_field = "django.db.models.BigAutoField"
