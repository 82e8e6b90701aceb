"""Looking into the job queue."""

from procrastinate.contrib.django.models import ProcrastinateJob

_ALIVE = ("todo", "doing")


def waiting_for(task: str, argument: str) -> set[int]:
    """Return for which rows jobs of a task wait or run.

    Args:
        task: The task's name.
        argument: The argument that holds the row's number.
    """
    jobs = ProcrastinateJob.objects.filter(task_name=task, status__in=_ALIVE)
    return {args[argument] for args in jobs.values_list("args", flat=True)}
