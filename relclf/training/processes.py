"""The processes of one training run, as `accelerate launch` starts them."""

from datetime import timedelta

import torch
from accelerate import PartialState

__all__ = ["this_process"]

# One process calibrates and saves while the others wait; if one fails, its launcher ends the rest.
PATIENCE = timedelta(hours=12)


def this_process() -> PartialState:
    """Tell which of the run's processes this is, and join the others.

    Returns:
        accelerate's state; without `accelerate launch` it is that of the only process.

    Example:
        >>> this_process().is_main_process
        True
    """
    # Without `cpu`, accelerate takes several processes on a CPU for so many runs of their own.
    return PartialState(cpu=not torch.cuda.is_available(), timeout=PATIENCE)
