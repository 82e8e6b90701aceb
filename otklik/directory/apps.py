"""Registers the room `directory` with Django."""

from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    """The room `directory`."""

    name = "otklik.directory"
    label = "directory"
    default_auto_field = "django.db.models.BigAutoField"
