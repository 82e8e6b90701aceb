"""The addresses of this room's pages, below /office/; `otklik.site.office` adds the others."""

from django.urls import path

from otklik.office.views import dictionaries, journal, live, sites

urlpatterns = [
    path("live/", live.live, name="live"),
    path("dictionaries/", dictionaries.dictionaries, name="dictionaries"),
    path("dictionaries/<slug:kind>/", dictionaries.dictionary, name="dictionary"),
    path("dictionaries/<slug:kind>/add/", dictionaries.add, name="entry_add"),
    path("dictionaries/<slug:kind>/order/", dictionaries.order, name="entries_order"),
    path("dictionaries/<slug:kind>/<int:entry_id>/", dictionaries.entry, name="entry"),
    path("dictionaries/<slug:kind>/<int:entry_id>/save/", dictionaries.change, name="entry_change"),
    path(
        "dictionaries/<slug:kind>/<int:entry_id>/archive/",
        dictionaries.archive,
        name="entry_archive",
    ),
    path(
        "dictionaries/<slug:kind>/<int:entry_id>/restore/",
        dictionaries.restore,
        name="entry_restore",
    ),
    path("journal/", journal.journal, name="journal"),
    path("sites/", sites.sites, name="sites"),
    path("sites/<int:site_id>/", sites.site, name="site"),
    path("sites/<int:site_id>/save/", sites.change, name="site_change"),
]
