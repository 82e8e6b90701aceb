"""The desk's addresses, below /desk/."""

from django.urls import path

from otklik.desk.views import (
    author,
    bell,
    fields,
    history,
    letters,
    moves,
    opening,
    queue,
    search,
    team,
    ticket,
    writing,
)

app_name = "desk"

urlpatterns = [
    path("", queue.queue, name="queue"),
    path("refresh/", queue.refresh, name="refresh"),
    path("search/", search.search, name="search"),
    path("search/found/", search.found, name="found"),
    path("search/quick/", search.quick, name="quick"),
    path("bell/", bell.notices, name="bell"),
    path("bell/count/", bell.count, name="bell_count"),
    path("bell/read/", bell.read_all, name="bell_read"),
    path("new/", opening.new, name="new"),
    path("new/draft/", opening.draft, name="new_draft"),
    path("new/people/", opening.people, name="people"),
    path("t/<int:number>/", ticket.page, name="ticket"),
    path("t/<int:number>/earlier/", ticket.earlier, name="earlier"),
    path("t/<int:number>/newer/", ticket.newer, name="newer"),
    path("t/<int:number>/presence/", ticket.presence, name="presence"),
    path("t/<int:number>/live/", ticket.live, name="live"),
    path("t/<int:number>/read/", ticket.read, name="read"),
    path("t/<int:number>/properties/", ticket.properties, name="properties"),
    path("t/<int:number>/write/", writing.write, name="write"),
    path("t/<int:number>/draft/", writing.draft, name="draft"),
    path("t/<int:number>/fields/<slug:name>/", fields.choose, name="choose"),
    path("t/<int:number>/edit/<slug:name>/", fields.edit, name="edit"),
    path("t/<int:number>/author/", author.author, name="author"),
    path("t/<int:number>/responsible/", team.responsible, name="responsible"),
    path("t/<int:number>/take/", team.take, name="take"),
    path("t/<int:number>/co-executors/", team.co_executor, name="co_executor"),
    path("t/<int:number>/hold/", moves.hold, name="hold"),
    path("t/<int:number>/unhold/", moves.unhold, name="unhold"),
    path("t/<int:number>/close/", moves.close, name="close"),
    path("t/<int:number>/reopen/", moves.reopen, name="reopen"),
    path("t/<int:number>/history/", history.history, name="history"),
    path("t/<int:number>/clock/", history.clock, name="clock"),
    path("t/<int:number>/letters/", letters.letters, name="letters"),
    path("t/<int:number>/letters/<int:letter_id>/", letters.letter, name="letter"),
    path("t/<int:number>/letters/<int:letter_id>/answer/", letters.answer, name="answer"),
]
