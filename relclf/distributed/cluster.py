"""The Ray cluster of a run: one that is there, or one of processes on this machine."""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager

from relclf.backends.onnx import available_processors
from relclf.errors import ConfigError, require, shown

__all__ = ["check_numbers", "cluster", "pool_size"]


@contextmanager
def cluster(address: str | None, workers: int | None, threads: int) -> Iterator[None]:
    """Have a Ray cluster; one that Python is connected to already is used and left alone.

    Args:
        address: Address of a cluster, or "auto" on one of its machines; None starts processes on
            this machine, which end with the block.
        workers: How many workers are wanted; None for as many as there is room for.
        threads: Processors of each worker.

    Raises:
        ConfigError: If there is no cluster at the address.
        MissingExtraError: If Ray is not installed.
    """
    ray = require("ray", "ray")
    if ray.is_initialized():
        yield
        return
    quiet = {"logging_level": logging.ERROR, "log_to_driver": False}
    # Ray's own notes on its insides; what a worker cannot do comes back as an error.
    os.environ.setdefault("RAY_BACKEND_LOG_LEVEL", "fatal")
    if address:
        try:
            ray.init(address=address, **quiet)
        except (ConnectionError, RuntimeError, ValueError) as error:
            raise ConfigError(
                f"address: there is no Ray cluster at {shown(address)} "
                f"({str(error).splitlines()[0]}); start one with 'ray start --head', or leave "
                "the address out to use this machine."
            ) from error
    else:
        # Ray tells its makers of each cluster unless it is told not to.
        os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
        count = threads * (workers or max(1, available_processors() // threads))
        ray.init(
            address="local",
            num_cpus=count,
            include_dashboard=False,
            # Only descriptions of shards pass through it.
            object_store_memory=2**27,
            **quiet,
        )
    try:
        yield
    finally:
        ray.shutdown()


def check_numbers(workers: int | None, threads: int) -> None:
    """Check how many workers are wanted, and how many processors each is to have.

    Raises:
        ConfigError: If one is no whole number above 0.

    Example:
        >>> check_numbers(0, 1)
        Traceback (most recent call last):
        ...
        relclf.errors.ConfigError: workers: expected a whole number above 0, got 0.
    """
    for name, value in (("workers", 1 if workers is None else workers), ("threads", threads)):
        if type(value) is not int or value < 1:
            raise ConfigError(f"{name}: expected a whole number above 0, got {shown(value)}.")


def pool_size(workers: int | None, threads: int, tasks: int) -> int:
    """Return how many workers to start in the cluster that Python is connected to.

    Args:
        workers: How many are wanted; None for one each `threads` processors.
        threads: Processors of each.
        tasks: How many tasks there are.
    """
    processors = int(require("ray", "ray").cluster_resources().get("CPU", 0))
    size = min(tasks, workers or max(1, processors // threads))
    if size * threads > processors:
        logging.getLogger(__name__).warning(
            "%d workers of %d threads need %d processors, the cluster has %d; those without one "
            "wait until it grows",
            *(size, threads, size * threads, processors),
        )
    return size
