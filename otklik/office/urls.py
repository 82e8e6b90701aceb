"""The addresses of this room's pages, below /office/; `otklik.site.office` adds the others."""

from django.urls import path

from otklik.office.views import journal

urlpatterns = [
    path("journal/", journal.journal, name="journal"),
]
