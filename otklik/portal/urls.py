"""The client's addresses, below /portal/."""

from django.urls import path

from otklik.portal.views import bell, clock, deeds, home, opening, rating, ticket

app_name = "portal"

urlpatterns = [
    path("", home.home, name="home"),
    path("list/", home.refresh, name="refresh"),
    path("bell/", bell.notices, name="bell"),
    path("bell/count/", bell.count, name="bell_count"),
    path("bell/read/", bell.read_all, name="bell_read"),
    path("new/", opening.new, name="new"),
    path("new/promise/", opening.promise, name="new_promise"),
    path("new/draft/", opening.draft, name="new_draft"),
    path("t/<int:number>/", ticket.ticket, name="ticket"),
    path("t/<int:number>/newer/", ticket.newer, name="newer"),
    path("t/<int:number>/earlier/", ticket.earlier, name="earlier"),
    path("t/<int:number>/state/", ticket.state, name="state"),
    path("t/<int:number>/clock/", clock.clock, name="clock"),
    path("t/<int:number>/reply/", deeds.reply, name="reply"),
    path("t/<int:number>/draft/", deeds.draft, name="draft"),
    path("t/<int:number>/close/", deeds.close, name="close"),
    path("t/<int:number>/answers/<int:answer>/rate/", rating.rate, name="rate"),
    path("t/<int:number>/priority/", deeds.priority, name="priority"),
]
