"""Registers the room `site` with Django."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    """The room `site`."""

    name = "otklik.site"
    label = "site"
    default_auto_field = "django.db.models.BigAutoField"
