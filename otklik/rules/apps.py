"""Registers the room `rules` with Django."""

from django.apps import AppConfig


class RulesConfig(AppConfig):
    """The room `rules`."""

    name = "otklik.rules"
    label = "rules"
    default_auto_field = "django.db.models.BigAutoField"
