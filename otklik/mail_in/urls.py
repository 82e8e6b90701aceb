"""The addresses of the pages about letters, below /office/letters/.

They belong to the administrator's door (`otklik.site.office`), so they have its name space.
"""

from django.urls import path

from otklik.mail_in.views import incoming, sent

urlpatterns = [
    path("in/", incoming.letters, name="letters_in"),
    path("in/<int:letter_id>/", incoming.letter, name="letter"),
    path("in/<int:letter_id>/source/", incoming.source, name="letter_source"),
    path("in/<int:letter_id>/read/", incoming.read_again, name="letter_read_again"),
    path("in/<int:letter_id>/accept/", incoming.accept, name="letter_accept"),
    path("in/<int:letter_id>/open/", incoming.open_ticket, name="letter_open_ticket"),
    path("in/<int:letter_id>/aside/", incoming.put_aside, name="letter_put_aside"),
    path("in/<int:letter_id>/back/", incoming.bring_back, name="letter_bring_back"),
    path("out/", sent.letters, name="letters_out"),
    path("out/<int:outgoing_id>/", sent.letter, name="letter_out"),
    path("out/<int:outgoing_id>/body/", sent.body, name="letter_body"),
    path("out/<int:outgoing_id>/send/", sent.send_again, name="letter_send_again"),
    path("out/<int:outgoing_id>/back/", sent.call_back, name="letter_call_back"),
]
