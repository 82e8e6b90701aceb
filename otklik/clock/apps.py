"""Registers the room `clock` with Django."""

from django.apps import AppConfig


class ClockConfig(AppConfig):
    """The room `clock`."""

    name = "otklik.clock"
    label = "clock"
    default_auto_field = "django.db.models.BigAutoField"
