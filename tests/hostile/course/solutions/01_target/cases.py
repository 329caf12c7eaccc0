"""Inputs."""

import numpy as np


def vector(rng: np.random.Generator) -> np.ndarray:
    """Return an array of shape (7,)."""
    return rng.standard_normal(7)
