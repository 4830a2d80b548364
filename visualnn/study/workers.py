"""Workers: the runs of a study side by side, in processes of this machine or of a cluster.

Each process computes with one thread, so that a run has the same bits wherever it goes.
"""

from __future__ import annotations

import contextlib
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from functools import lru_cache
from itertools import islice
from typing import Any

from ..errors import VisualnnError
from ..lesson.file import LessonBase
from ..lesson.shelf import specification
from ..text import N_
from .outcome import Outcome, Refusal, outcome_of
from .plan import Study, StudyRun

__all__ = ["WorkerError", "outcomes"]

CONNECT_SECONDS = 10
"""How long a cluster is waited for."""
IDLE_SECONDS = 30
"""How long a process stays that has nothing to do."""
TAKEN_SECONDS = 1.0
"""How long it is waited until loky's thread has taken what was handed over."""
LOOK_SECONDS = 0.1
"""How often it is asked whether the rest is given up."""
_THREAD_KEYS = ("OMP", "OPENBLAS", "MKL", "BLIS", "VECLIB_MAXIMUM", "NUMEXPR")
ONE_THREAD = {f"{key}_NUM_THREADS": "1" for key in _THREAD_KEYS}
"""The environment of the processes: each computes with one thread."""


class WorkerError(VisualnnError):
    """A process that ran studies is gone, or the cluster cannot be reached."""


def outcomes(
    study: Study,
    runs: Sequence[StudyRun],
    jobs: int,
    cluster: str | None = None,
    is_given_up: Callable[[], bool] | None = None,
) -> Iterator[tuple[StudyRun, Outcome | Refusal]]:
    """Do runs of a study, `jobs` at once, and give each as it ends; or on a dask cluster at the
    address that is named, which is the only thing here that uses a network. `is_given_up` is asked
    several times a second whether the rest is to be left; who says it has processes also for one
    job.

    Closing the iterator ends the processes. Raises WorkerError.
    """
    if cluster is not None:
        yield from _on_cluster(study, runs, cluster)
    elif jobs == 1 and is_given_up is None:
        read_once = lru_cache(maxsize=1)(specification)
        yield from (_done(study, run, read_once) for run in runs)
    else:
        yield from _in_processes(study, runs, jobs, is_given_up or (lambda: False))


def _in_processes(
    study: Study, runs: Sequence[StudyRun], jobs: int, is_given_up: Callable[[], bool]
) -> Iterator[tuple[StudyRun, Outcome | Refusal]]:
    """Runs in processes of this machine. They end with the study, and with them the threads of loky
    in this process."""
    from joblib.externals.loky import get_reusable_executor
    from joblib.externals.loky.process_executor import TerminatedWorkerError

    executor = get_reusable_executor(max_workers=jobs, timeout=IDLE_SECONDS, env=ONE_THREAD)
    waiting: set[Future[tuple[StudyRun, Outcome | Refusal]]] = set()
    # Handed over a few at a time, no more than the processes' own queue holds: loky stumbles over
    # runs that its thread has not put there when the processes are ended.
    left = iter(runs)
    try:
        waiting = {executor.submit(_done_in_process, study, run) for run in islice(left, 2 * jobs)}
        while waiting and not is_given_up():
            ready, waiting = wait(waiting, LOOK_SECONDS, FIRST_COMPLETED)
            for each in ready:
                yield each.result()
            waiting |= {
                executor.submit(_done_in_process, study, run) for run in islice(left, len(ready))
            }
    except TerminatedWorkerError as error:
        raise WorkerError(
            N_(
                "a process that computed a run is gone, ended from outside or out of memory; "
                "what was finished is kept, and the same command goes on from there"
            )
        ) from error
    finally:
        _wait_until_taken(waiting)
        executor.shutdown(wait=True, kill_workers=bool(waiting))


def _wait_until_taken(waiting: set[Future[tuple[StudyRun, Outcome | Refusal]]]) -> None:
    """Wait until each of the runs is in the queue of the processes, or done."""
    late = time.monotonic() + TAKEN_SECONDS
    while time.monotonic() < late and not all(run.running() or run.done() for run in waiting):
        time.sleep(0.005)


def _done(
    study: Study, run: StudyRun, read: Callable[[str], LessonBase] = specification
) -> tuple[StudyRun, Outcome | Refusal]:
    return run, outcome_of(study.lesson, study.fixed, run, study.iterations, read)


_read_once = lru_cache(maxsize=1)(specification)
"""The lesson of a study in one of its processes, which end with the study."""


def _done_in_process(study: Study, run: StudyRun) -> tuple[StudyRun, Outcome | Refusal]:
    """A run in a process of a study, which reads its lesson for the first of them only."""
    return _done(study, run, _read_once)


def _on_cluster(
    study: Study, runs: Sequence[StudyRun], address: str
) -> Iterator[tuple[StudyRun, Outcome | Refusal]]:
    """Runs on a dask cluster, through joblib."""
    import joblib

    with _client(address), joblib.parallel_config("dask", n_jobs=-1):
        parallel = joblib.Parallel(return_as="generator_unordered", batch_size=1)
        results = parallel(joblib.delayed(_done)(study, run) for run in runs)
        try:
            yield from results
        finally:
            with contextlib.suppress(Exception), warnings.catch_warnings():
                warnings.simplefilter("ignore")  # runs that nobody waits for are given up
                results.close()


@contextlib.contextmanager
def _client(address: str) -> Iterator[Any]:
    """A connection to a dask cluster. Raises WorkerError."""
    try:
        from distributed import Client
    except ImportError as error:
        sentence = N_("a dask cluster needs the extra dask: pip install 'visualnn[dask]'")
        raise WorkerError(sentence) from error
    try:
        client = Client(address, timeout=CONNECT_SECONDS)
    except (OSError, ValueError) as error:
        sentence = N_("no dask cluster answers at {address}")
        raise WorkerError(sentence, address=address) from error
    with client:
        yield client
