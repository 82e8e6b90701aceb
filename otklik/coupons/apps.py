"""Registers the room `coupons` with Django."""

from django.apps import AppConfig


class CouponsConfig(AppConfig):
    """The room `coupons`."""

    name = "otklik.coupons"
    label = "coupons"
    default_auto_field = "django.db.models.BigAutoField"
