"""The command `otklik`."""

import json
import sys
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer

from otklik.cli.environment import attach, attached, held, settle
from otklik.cli.errors import Refusal, tell
from otklik.cli.supervisor import end_on_signals
from otklik.core.config import Config

app = typer.Typer(
    help="Otklik: a help desk. Each command tells more: otklik COMMAND --help",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def _examples(*lines: str) -> str:
    """Return the end of a command's help; the sign makes click keep the lines."""
    return "\n".join(["\b", "Examples:", *(f"  {line}" for line in lines)])


mail = typer.Typer(
    help="Look at letters.",
    epilog=_examples("otklik mail inspect letter.eml"),
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.add_typer(mail, name="mail")

clock = typer.Typer(
    help="Try the arithmetic of deadlines.",
    epilog=_examples("otklik clock simulate case.json"),
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.add_typer(clock, name="clock")

Data = Annotated[Path | None, typer.Option(help="The data folder.", show_default=False)]
UNIT = Path(__file__).parent / "share" / "otklik.service"
EVERYWHERE = {"0.0.0.0", "::"}  # noqa: S104 (compared with, not listened on)
READING_ONLY = {"--check", "--plan", "--help", "-h"}
PASS_ON = {"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []}


@app.command(
    epilog=_examples(
        "otklik demo",
        "otklik demo --port 9000 --smtp-port 2526 --data ./try --fresh",
        "otklik demo --host 0.0.0.0       # others may look too; everybody can sign in",
    )
)
def demo(
    *,
    port: Annotated[int, typer.Option(help="Port of the web server.", min=1, max=65535)] = 8000,
    smtp_port: Annotated[
        int, typer.Option(help="Port that takes letters.", min=1, max=65535)
    ] = 2525,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    data: Data = None,
    fresh: Annotated[bool, typer.Option("--fresh", help="Forget an earlier demo first.")] = False,
) -> None:
    """Run a complete service with made-up people and tickets."""
    from otklik.cli.service import listen_for_letters, run

    with listen_for_letters(host, smtp_port, or_elsewhere=True) as letters:
        smtp = letters.getsockname()[1]
        if smtp != smtp_port:
            typer.echo(f"Port {smtp_port} is taken: letters are taken on port {smtp} instead.")
        local = "127.0.0.1" if host in EVERYWHERE else host
        config = settle(
            data,
            mode="demo",
            host=host,
            port=port,
            url=f"http://{local}:{port}",
            smtp_listen_host=host,
            smtp_listen_port=smtp,
            **_unless_set(log_format="text", log_level="warning"),
        )
        run(config, letters=letters, fresh=fresh)


@app.command(
    epilog=_examples(
        "OTKLIK_URL=https://help.example.com otklik serve --data /srv/otklik",
        "otklik serve --print-unit > /etc/systemd/system/otklik.service",
    )
)
def serve(
    *,
    print_unit: Annotated[
        bool, typer.Option("--print-unit", help="Print a unit for systemd, and run nothing.")
    ] = False,
    data: Data = None,
) -> None:
    """Run the service: web, worker, mail doors; and the embedded database without DATABASE_URL."""
    from otklik.cli.service import run

    if print_unit:
        typer.echo(UNIT.read_text(encoding="utf-8"), nl=False)
        return

    run(settle(data, mode="production"))


@app.command(
    epilog=_examples("DATABASE_URL=postgres://… OTKLIK_URL=https://help.example.com otklik worker")
)
def worker(data: Data = None) -> None:
    """Run one worker process for a service whose database runs already."""
    from otklik.cli.processes import worker as work

    config = settle(data)
    attach(config)
    work(config)


@app.command(
    context_settings=PASS_ON,
    epilog=_examples(
        "otklik manage migrate            # the first time, and after each upgrade",
        "otklik manage add_admin you@example.com",
        "otklik manage help               # all commands",
    ),
)
def manage(context: typer.Context, data: Data = None) -> None:
    """Run a command of Django's (migrate, shell, add_admin…) on the service's database.

    Before migrations the embedded database is backed up into the folder `backups` of the data
    folder, where the last three stay.
    """
    if context.args in ([], ["--help"]):
        typer.echo(context.get_help())
        return
    config = settle(data)
    with attached(config):
        from django.core.management import execute_from_command_line

        if context.args[0] == "migrate" and not READING_ONLY.intersection(context.args):
            _keep_before_migrations(config)
        execute_from_command_line(["otklik manage", *context.args])


def _keep_before_migrations(config: Config) -> None:
    import django

    from otklik.cli.backups.kept import keep_before
    from otklik.core.schema import pending_migrations

    django.setup()
    kept = keep_before("migrations", config) if pending_migrations() else None
    if kept:
        typer.echo(f"The database was backed up first: {kept}")


@app.command(
    epilog=_examples(
        "otklik doctor --data /srv/otklik",
        "otklik doctor --json | jq .ok     # for a machine that watches",
    )
)
def doctor(
    *,
    as_json: Annotated[bool, typer.Option("--json", help="As one JSON object.")] = False,
    data: Data = None,
) -> None:
    """Examine an installation: settings, folders, database, workers, mail, address.

    Each line says ok, warn or fail, what was found and what to do about it. Nothing is changed.
    The exit code is 1 if anything fails.
    """
    from otklik.cli.doctor import findings, show

    if not show(findings(data), as_json=as_json):
        raise typer.Exit(1)


@app.command(
    epilog=_examples(
        "otklik backup /var/backups/otklik-$(date +%F).tar",
        "otklik backup --drill /var/backups/otklik-2026-11-29.tar",
    )
)
def backup(
    file: Annotated[Path, typer.Argument(help="The file to make; with --drill: to try.")],
    *,
    drill: Annotated[
        bool, typer.Option("--drill", help="Restore FILE into a scratch place and compare.")
    ] = False,
    files: Annotated[
        bool, typer.Option("--files/--no-files", help="Whether attachments go along.")
    ] = True,
    data: Data = None,
) -> None:
    """Write database, files and secrets into one file, while the service runs.

    The file holds secrets and is readable for its owner only. --drill makes no backup: it restores
    an existing one beside it, compares rows and digests, says how long it took, and leaves nothing.
    """
    from otklik.cli.backups import told

    end_on_signals()
    if drill:
        typer.echo(told.drilled(file))
        return
    config = settle(data)
    with attached(config):
        typer.echo(told.made(file, config, with_files=files))


@app.command(
    epilog=_examples(
        "otklik restore otklik-2026-11-29.tar --data /srv/otklik",
        "otklik restore otklik-2026-11-29.tar --replace",
    )
)
def restore(
    file: Annotated[Path, typer.Argument(help="A file made by `otklik backup`.")],
    *,
    replace: Annotated[
        bool, typer.Option("--replace", help="Throw away what the database holds now.")
    ] = False,
    data: Data = None,
) -> None:
    """Fill an empty database and data folder from a backup, and compare all of it.

    The service must not run. Settings that are given in the environment are not part of a backup.
    """
    from otklik.cli.backups import told
    from otklik.cli.backups.restore import manifest_of
    from otklik.cli.prepare import forget_prepared

    end_on_signals()
    manifest = manifest_of(file)
    config = settle(data, mode=manifest.made_for)
    with held(config):
        forget_prepared(config)
        typer.echo(told.restored(file, config, replace=replace))


@mail.command("inspect")
def inspect(
    file: Annotated[Path, typer.Argument(help="A letter as it was received.")],
    *,
    _json: Annotated[bool, typer.Option("--json", help="As JSON: the only form.")] = True,
) -> None:
    """Print how a letter is read: subject, people, new text, attachments, what was damaged."""
    inspection: Any = import_module("otklik.mail_in.inspect")
    try:
        text = inspection.inspect(file)
    except OSError as error:
        raise Refusal(f"Cannot read {file}: {error.strerror or error}.") from error
    sys.stdout.buffer.write(text.encode("utf-8", "replace") + b"\n")


@clock.command(
    epilog=_examples(
        "otklik clock simulate case.json",
        "otklik clock simulate - --json < case.json",
    )
)
def simulate(
    file: Annotated[Path, typer.Argument(help="The case as JSON; - reads it from the input.")],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Answer as JSON.")] = False,
) -> None:
    """Print what the clock says about a made-up case: deadlines, lateness, what counted and why.

    The form of a case stands in docs/clock.md. No database is needed.
    """
    simulation: Any = import_module("otklik.clock.simulate")
    try:
        text = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
        told = simulation.simulate(text)
    except OSError as error:
        raise Refusal(f"Cannot read {file}: {error.strerror or error}.") from error
    except simulation.WrongCaseError as error:
        raise Refusal(str(error)) from error
    said = json.dumps(told, ensure_ascii=False, indent=1) if as_json else simulation.as_words(told)
    sys.stdout.buffer.write(said.encode() + b"\n")


def _unless_set(**values: str) -> dict[str, str]:
    """Return the settings that the environment does not name."""
    import os

    return {
        name: value for name, value in values.items() if f"OTKLIK_{name.upper()}" not in os.environ
    }


def main() -> None:
    """Run the command line; say what is wrong in plain lines and exit with 1."""
    try:
        app()
    except Refusal as refusal:
        tell(refusal)
        sys.exit(1)
