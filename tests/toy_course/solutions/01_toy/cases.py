"""Inputs of both suites."""

import numpy as np


def table(rng: np.random.Generator, n: int = 3, d: int = 5) -> np.ndarray:
    """Return an array of shape (n, d)."""
    return rng.standard_normal((n, d))
