"""Registers the room `portal` with Django."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """The room `portal`."""

    name = "otklik.portal"
    label = "portal"
    default_auto_field = "django.db.models.BigAutoField"
