"""How letters leave this installation, in words: the way out, and the steps of trying it."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from otklik.core.config import config
from otklik.mail.transport import Smtp, from_config
from otklik.mail_in.probe import Stage, Trouble
from otklik.mail_in.probe_sending import sends

STAGES: Final[Mapping[Stage, Promise]] = {
    Stage.SEND_CONNECT: gettext_lazy("Connect to the server for sending"),
    Stage.SEND_PROTECT: gettext_lazy("Protect the sending"),
    Stage.SEND_SIGN_IN: gettext_lazy("Sign in for sending"),
    Stage.SEND_FROM: gettext_lazy("Name the sender"),
}


def way_out_words() -> str:
    """Return through which server the letters of all mailboxes leave."""
    way = from_config(config())
    if isinstance(way, Smtp):
        named = {"host": way.host, "port": way.port}
        words = {
            "tls": _("Letters leave through %(host)s, port %(port)s, TLS."),
            "starttls": _("Letters leave through %(host)s, port %(port)s, STARTTLS."),
            "none": _("Letters leave through %(host)s, port %(port)s, without protection."),
        }
        return words[way.security] % named
    if sends(way):
        return _("No server for sending is set, so letters wait.")
    return _("Letters stay here and are sent to nobody: this is a demo.")


def success(stage: Stage, facts: Mapping[str, Any]) -> tuple[str, str]:
    """Return title and detail of a step of sending that worked; protection is told elsewhere.

    Args:
        stage: Which.
        facts: What it found.
    """
    if stage == Stage.SEND_CONNECT:
        return _("Connected for sending"), _("%(host)s, port %(port)s") % facts
    if stage == Stage.SEND_SIGN_IN:
        return _("Signed in for sending"), facts["user"] or _("the server asks for no name")
    return _("The sender is accepted"), facts["sender"]


def failure(stage: Stage) -> str:
    """Return the title of a step of sending that failed.

    Args:
        stage: Which.
    """
    return {
        Stage.SEND_CONNECT: _("There is no connection to the server for sending"),
        Stage.SEND_PROTECT: _("The sending could not be protected"),
        Stage.SEND_SIGN_IN: _("The server for sending did not let us in"),
        Stage.SEND_FROM: _("The server does not accept this sender"),
    }[stage]


REMEDIES: Final[Mapping[Trouble, tuple[Promise, Sequence[Promise]]]] = {
    Trouble.SEND_UNSET: (
        gettext_lazy("No server for sending is set"),
        [
            gettext_lazy("Whoever runs this service names it in OTKLIK_SMTP_HOST."),
            gettext_lazy("Letters that are written meanwhile wait and leave then."),
        ],
    ),
    Trouble.SEND_AWAY: (
        gettext_lazy("The server for sending does not answer"),
        [
            gettext_lazy("Compare OTKLIK_SMTP_HOST and OTKLIK_SMTP_PORT with your provider."),
            gettext_lazy("See whether a firewall stands between us and the server."),
        ],
    ),
    Trouble.SEND_UNPROTECTED: (
        gettext_lazy("Port and protection of the server for sending do not fit"),
        [
            gettext_lazy("In OTKLIK_SMTP_SECURITY tls belongs to port 465, starttls to 587."),
            gettext_lazy("Name the server as its certificate has it, not by its address."),
        ],
    ),
    Trouble.SEND_PASSWORD: (
        gettext_lazy("Name or password for sending are not right"),
        [gettext_lazy("Compare OTKLIK_SMTP_USER and OTKLIK_SMTP_PASSWORD with your provider.")],
    ),
    Trouble.SEND_SENDER: (
        gettext_lazy("The server for sending takes no letters from this address"),
        [
            gettext_lazy("Let the account that signs in send as the address of the mailbox."),
            gettext_lazy("Or sign in with the account of the mailbox itself."),
        ],
    ),
}
"""What helps; these settings belong to whoever runs the service."""
