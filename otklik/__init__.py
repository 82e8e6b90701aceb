"""Otklik (Отклик): a help desk."""
