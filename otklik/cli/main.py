"""The command `otklik`."""

import sys
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer

from otklik.cli.environment import attach, attached, settle
from otklik.cli.errors import Refusal

app = typer.Typer(
    help="Otklik: a help desk.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
mail = typer.Typer(help="Look at letters.", no_args_is_help=True)
app.add_typer(mail, name="mail")

Data = Annotated[Path | None, typer.Option(help="The data folder.", show_default=False)]
EVERYWHERE = {"0.0.0.0", "::"}  # noqa: S104 (compared with, not listened on)
PASS_ON = {"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []}


@app.command()
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
    from otklik.cli.service import free_smtp_port, run

    smtp = free_smtp_port(host, smtp_port)
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
    run(config, fresh=fresh)


@app.command()
def serve(data: Data = None) -> None:
    """Run the service: web, worker, mail doors; and the embedded database without DATABASE_URL."""
    from otklik.cli.service import run

    run(settle(data, mode="production"))


@app.command()
def worker(data: Data = None) -> None:
    """Run one worker process for a service whose database runs already."""
    from otklik.cli.processes import worker as work

    config = settle(data)
    attach(config)
    work(config)


@app.command(hidden=True)
def web(fd: Annotated[int, typer.Option()], data: Data = None) -> None:
    """Run one web process on a socket that `otklik serve` opened."""
    from otklik.cli.processes import web as serve_web

    serve_web(settle(data), fd)


@app.command("mail-doors", hidden=True)
def mail_doors(data: Data = None) -> None:
    """Run the process that takes letters in."""
    from otklik.cli.processes import mail_doors as take

    take(settle(data))


@app.command(hidden=True)
def prepare(data: Data = None) -> None:
    """Make database and files ready for `otklik serve` or `otklik demo`."""
    from otklik.cli.children import watch_lifeline
    from otklik.cli.prepare import prepare as make_ready

    watch_lifeline()
    make_ready(settle(data))


@app.command(context_settings=PASS_ON)
def manage(context: typer.Context, data: Data = None) -> None:
    """Run a command of Django's (migrate, shell, add_admin…) on the service's database."""
    config = settle(data)
    with attached(config):
        from django.core.management import execute_from_command_line

        execute_from_command_line(["otklik manage", *context.args])


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
        sys.stderr.write("".join(f"otklik: {line}\n" for line in str(refusal).splitlines()))
        sys.exit(1)
