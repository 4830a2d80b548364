"""Workers: the runs of a study side by side, in processes of this machine or of a cluster.

Each process computes with one thread, so that a run has the same bits wherever it goes.
"""

from __future__ import annotations

import contextlib
import warnings
from collections.abc import Iterator, Sequence
from typing import Any

from ..errors import VisualnnError
from ..text import N_
from .outcome import Outcome, Refusal, outcome_of
from .plan import Study, StudyRun

__all__ = ["WorkerError", "outcomes"]

CONNECT_SECONDS = 10
"""How long a cluster is waited for."""


class WorkerError(VisualnnError):
    """A process that ran studies is gone, or the cluster cannot be reached."""


def outcomes(
    study: Study, runs: Sequence[StudyRun], jobs: int, cluster: str | None = None
) -> Iterator[tuple[StudyRun, Outcome | Refusal]]:
    """Do runs of a study, `jobs` at once, and give each as it ends; or on a dask cluster at the
    address that is named, which is the only thing here that uses a network.

    Closing the iterator ends the processes. Raises WorkerError.
    """
    if cluster is None and jobs == 1:
        yield from (_done(study, run) for run in runs)
        return
    import joblib
    from joblib.externals.loky.process_executor import TerminatedWorkerError

    with _backend(jobs, cluster):
        parallel = joblib.Parallel(return_as="generator_unordered", batch_size=1)
        results = parallel(joblib.delayed(_done)(study, run) for run in runs)
        try:
            yield from results
        except TerminatedWorkerError as error:
            raise WorkerError(
                N_(
                    "a process that computed a run is gone, ended from outside or out of memory; "
                    "what was finished is kept, and the same command goes on from there"
                )
            ) from error
        finally:
            with contextlib.suppress(Exception), warnings.catch_warnings():
                warnings.simplefilter("ignore")  # runs that nobody waits for are given up
                results.close()


def _done(study: Study, run: StudyRun) -> tuple[StudyRun, Outcome | Refusal]:
    return run, outcome_of(study.lesson, study.fixed, run, study.iterations)


@contextlib.contextmanager
def _backend(jobs: int, cluster: str | None) -> Iterator[None]:
    """Where joblib sends its work."""
    import joblib

    if cluster is None:
        with joblib.parallel_config("loky", n_jobs=jobs, inner_max_num_threads=1):
            yield
        return
    with _client(cluster), joblib.parallel_config("dask", n_jobs=-1):
        yield


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
