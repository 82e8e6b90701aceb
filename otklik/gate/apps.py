"""Registers the room `gate` with Django."""

from django.apps import AppConfig


class GateConfig(AppConfig):
    """The room `gate`."""

    name = "otklik.gate"
    label = "gate"
    default_auto_field = "django.db.models.BigAutoField"
