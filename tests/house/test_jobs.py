"""A job that is deferred by its name exists, and its name tells its room."""

import ast
from collections.abc import Iterator
from importlib import import_module

from otklik.core.jobs import app
from tests.house.plan import PACKAGE, room_of, shown, sources, tree


def _deferred_names() -> Iterator[tuple[str, str]]:
    """Yield where jobs are deferred by name, and the names."""
    for path in sources():
        constants = _constants(tree(path))
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and _called(node) == "configure_task":
                yield shown(path), _name(node, constants)


def _constants(module: ast.Module) -> dict[str, str]:
    """Return the module's named texts."""
    found = {}
    for node in module.body:
        match node:
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.Constant(value=str(text))):
                found[name] = text
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Constant(value=str(text))):
                found[name] = text
    return found


def _called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else ""


def _name(call: ast.Call, constants: dict[str, str]) -> str:
    """Return the name of the job; one that nobody can read counts as missing."""
    named = [*call.args, *(word.value for word in call.keywords if word.arg == "name")]
    match named[0]:
        case ast.Constant(value=str(name)):
            return name
        case ast.Name(id=name):
            return constants.get(name, f"<{name}>")
        case other:
            return ast.unparse(other)


def test_every_deferred_job_exists():
    app.perform_import_paths()  # type: ignore[no-untyped-call]  # procrastinate annotates its results only
    missing = [f"{place}: {name}" for place, name in _deferred_names() if name not in app.tasks]
    assert missing == []


def test_jobs_are_named_after_their_room_and_stand_in_its_tasks():
    for module in PACKAGE.glob("*/tasks.py"):
        import_module(f"otklik.{room_of(module)}.tasks")
    ours = {
        name: task for name, task in app.tasks.items() if task.func.__module__.startswith("otklik.")
    }
    assert ours
    odd = [
        name
        for name, task in ours.items()
        if task.func.__module__.split(".")[1:] != [name.split(".")[0], "tasks"]
    ]
    assert odd == []
