"""The addresses of the pages about letters and mailboxes, below /office/.

They belong to the administrator's door (`otklik.site.office`), so they have its name space.
"""

from django.urls import include, path

from otklik.mail_in.views import incoming, mailboxes, sent

letter_pages = [
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

mailbox_pages = [
    path("", mailboxes.mailboxes, name="mailboxes"),
    path("add/", mailboxes.add, name="mailbox_add"),
    path("check/", mailboxes.check, name="mailbox_check_new"),
    path("checks/<int:check_id>/", mailboxes.checked, name="mailbox_checked"),
    path("<int:mailbox_id>/", mailboxes.mailbox, name="mailbox"),
    path("<int:mailbox_id>/save/", mailboxes.change, name="mailbox_change"),
    path("<int:mailbox_id>/check/", mailboxes.check, name="mailbox_check"),
    path("<int:mailbox_id>/archive/", mailboxes.archive, name="mailbox_archive"),
    path("<int:mailbox_id>/restore/", mailboxes.restore, name="mailbox_restore"),
]

urlpatterns = [
    path("letters/", include(letter_pages)),
    path("mailboxes/", include(mailbox_pages)),
]
