"""The addresses of this room's pages, below /office/; `otklik.site.office` adds the others."""

from django.urls import path

from otklik.office.views import dictionaries, journal, levels, live, sites, timetables

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
    path("levels/", levels.levels, name="levels"),
    path("levels/add/", levels.add, name="level_add"),
    path("levels/preview/", levels.preview, name="level_preview_new"),
    path("levels/<int:level_id>/", levels.level, name="level"),
    path("levels/<int:level_id>/save/", levels.change, name="level_change"),
    path("levels/<int:level_id>/preview/", levels.preview, name="level_preview"),
    path("levels/<int:level_id>/archive/", levels.archive, name="level_archive"),
    path("levels/<int:level_id>/restore/", levels.restore, name="level_restore"),
    path("timetables/", timetables.timetables, name="timetables"),
    path("timetables/add/", timetables.add, name="timetable_add"),
    path("timetables/preview/", timetables.preview, name="timetable_preview_new"),
    path("timetables/<int:timetable_id>/", timetables.timetable, name="timetable"),
    path("timetables/<int:timetable_id>/save/", timetables.change, name="timetable_change"),
    path("timetables/<int:timetable_id>/preview/", timetables.preview, name="timetable_preview"),
]
