"""Registers the room `tickets` with Django."""

from django.apps import AppConfig


class TicketsConfig(AppConfig):
    """The room `tickets`."""

    name = "otklik.tickets"
    label = "tickets"
    default_auto_field = "django.db.models.BigAutoField"
