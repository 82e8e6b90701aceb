"""The jobs of the room."""

from typing import Final

from procrastinate import RetryStrategy

from otklik.core.jobs import app
from otklik.mail import results
from otklik.people.models import Person
from otklik.people.viewer import viewer_of
from otklik.tickets import follow
from otklik.tickets.operations.ask_access import ASK_JOB, ask_access
from otklik.tickets.operations.auto_close import auto_close_due
from otklik.tickets.operations.bell import forget_old
from otklik.tickets.operations.forecast import FORECAST_JOB, count_on, forget_forecasts
from otklik.tickets.operations.hear_of_letter import hear_of_letter
from otklik.tickets.operations.hold_until import unhold_due
from otklik.tickets.operations.recount import recount_laggards
from otklik.tickets.operations.sweep import sweep
from otklik.tickets.operations.writing import FOLLOW

LISTENER: Final = "tickets"


@app.task(name=FOLLOW, retry=RetryStrategy(max_attempts=6, exponential_wait=4))
def follow_change(*, change_id: int) -> None:
    """Do what a change sets in motion; deferred with the change, one at a time per ticket (law 4).

    Args:
        change_id: The change.
    """
    follow.follow(change_id)


@app.task(name=ASK_JOB)
def ask_for_access(*, ticket_id: int, person_id: int) -> None:
    """Write that an agent asks to see a ticket, if there is one that the agent does not see.

    Args:
        ticket_id: What the asker takes for a ticket's number.
        person_id: Who asks.
    """
    person = Person.objects.filter(pk=person_id).first()
    if person is not None:
        ask_access(ticket_id=ticket_id, viewer=viewer_of(person))


@app.periodic(cron="7 * * * *")
@app.task(name="tickets.follow_left", queueing_lock="tickets.follow_left")
def follow_left(timestamp: int) -> None:
    """Follow the changes whose jobs were lost or have given up (law 4).

    Args:
        timestamp: When the run was due, in seconds since 1970; of no interest here.
    """
    del timestamp
    follow.take_left()


@app.periodic(cron="* * * * *")
@app.task(name="tickets.hear_of_letters", queueing_lock="tickets.hear_of_letters")
def hear_of_letters(timestamp: int) -> None:
    """Tell the tickets which letters did not arrive (law 8).

    Args:
        timestamp: When the run was due, in seconds since 1970; of no interest here.
    """
    del timestamp
    results.hear(LISTENER, hear_of_letter)


@app.periodic(cron="* * * * *")
@app.task(name="tickets.sweep", queueing_lock="tickets.sweep")
def sweep_clocks(timestamp: int) -> None:
    """Write the warnings and missed deadlines that have passed (law 7, spec OVD-1).

    Args:
        timestamp: When the run was due, in seconds since 1970; of no interest here.
    """
    del timestamp
    while sweep():
        pass


@app.periodic(cron="* * * * *")
@app.task(name="tickets.auto_close", queueing_lock="tickets.auto_close")
def close_silent(timestamp: int) -> None:
    """Close the tickets whose clients have not answered in time (spec CLS-1).

    Args:
        timestamp: When the run was due, in seconds since 1970; of no interest here.
    """
    del timestamp
    while auto_close_due():
        pass


@app.periodic(cron="* * * * *")
@app.task(name="tickets.unhold", queueing_lock="tickets.unhold")
def unhold_by_date(timestamp: int) -> None:
    """Take the tickets off hold whose day has come (spec HOLD-1).

    Args:
        timestamp: When the run was due, in seconds since 1970; of no interest here.
    """
    del timestamp
    while unhold_due():
        pass


@app.periodic(cron="* * * * *")
@app.task(name="tickets.recount", queueing_lock="tickets.recount")
def recount_clocks(timestamp: int) -> None:
    """Count anew the waiting tickets whose level or calendar has changed (law 8, spec CAL-4).

    Args:
        timestamp: When the run was due, in seconds since 1970; of no interest here.
    """
    del timestamp
    while recount_laggards():
        pass


@app.task(name=FORECAST_JOB, retry=RetryStrategy(max_attempts=6, exponential_wait=4))
def forecast_promise(*, forecast_id: int) -> None:
    """Count what a promise that is not saved would do to waiting tickets (spec CAL-4).

    Args:
        forecast_id: The forecast.
    """
    while count_on(forecast_id):
        pass


@app.periodic(cron="17 3 * * *")
@app.task(name="tickets.clean", queueing_lock="tickets.clean")
def clean(timestamp: int) -> None:
    """Throw away notices and forecasts that nobody will look for any more.

    Args:
        timestamp: When the run was due, in seconds since 1970; of no interest here.
    """
    del timestamp
    while forget_old():
        pass
    forget_forecasts()
