"""Weights rounded to 8 bits so that the errors of a layer's inputs cancel out.

Rounding each weight to the nearest step is best for inputs that have nothing to do with each other.
Those of a network do: what rounding one input's weights adds to the outputs, the weights of the
inputs that come with it can take away ("GPTQ", Frantar et al., 2023).
"""

import numpy as np
from numpy.typing import NDArray

__all__ = ["round_weights"]

MOST = 127
DAMPING = 0.01
BLOCK = 64


def round_weights(
    weights: NDArray[np.floating], steps: NDArray[np.floating], gram: NDArray[np.floating]
) -> NDArray[np.int8]:
    """Choose the 8-bit weights whose outputs are near those of the weights given.

    Args:
        weights: Of shape (inputs, outputs).
        steps: What 1 stands for in each output's weights, of shape (outputs,).
        gram: Sum over tokens of the products of their inputs, of shape (inputs, inputs).

    Returns:
        Integers from -127 to 127, of the weights' shape.

    Example:
        >>> round_weights(np.array([[0.26], [0.26]]), np.array([0.1]), np.ones((2, 2))).sum()
        np.int64(5)
    """
    # The largest inputs first: the later ones make good what those get wrong.
    order = np.argsort(-gram.diagonal(), kind="stable")
    left = weights[order].astype(np.float64)
    factor = _factor(gram[np.ix_(order, order)])
    rounded = np.empty(weights.shape, np.int8)
    for start in range(0, len(left), BLOCK):
        block = slice(start, min(start + BLOCK, len(left)))
        errors = np.empty((block.stop - start, left.shape[1]))
        for row in range(start, block.stop):
            whole = np.clip(np.rint(left[row] / steps), -MOST, MOST)
            rounded[order[row]] = whole
            errors[row - start] = (left[row] - whole * steps) / factor[row, row]
            left[row : block.stop] -= np.outer(factor[row, row : block.stop], errors[row - start])
        left[block.stop :] -= factor[block, block.stop :].T @ errors
    return rounded


def _factor(gram: NDArray[np.floating]) -> NDArray[np.float64]:
    """Factor the inverse: row i says how the inputs after i answer for an error of input i."""
    size = len(gram)
    damped = gram + np.eye(size) * (DAMPING * gram.diagonal().mean() or 1.0)
    factor: NDArray[np.float64] = np.linalg.cholesky(np.linalg.inv(damped)).T
    return factor
