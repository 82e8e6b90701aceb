"""Whether the database is as this release of the program expects it."""

from django.db import connection
from django.db.migrations.executor import MigrationExecutor


def pending_migrations() -> list[str]:
    """Return the migrations that the database waits for, in their order.

    Raises:
        DatabaseError: It cannot be asked.
    """
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [str(migration) for migration, _backwards in plan]
