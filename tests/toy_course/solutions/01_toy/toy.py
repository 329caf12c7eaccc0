"""Two functions on arrays."""

import numpy as np


def scale(x: np.ndarray, factor: float = 2.0) -> np.ndarray:
    """Multiply by a number.

    Parameters
    ----------
    x : array of shape (*)
    factor : float

    Returns
    -------
    array of shape (*), dtype of x

    Examples
    --------
    >>> scale(np.array([1.0, 2.0]), 3.0)
    array([3., 6.])
    """
    ### BEGIN SOLUTION
    return x * factor
    ### END SOLUTION


def centre(x: np.ndarray) -> np.ndarray:
    """Subtract each row's mean.

    Parameters
    ----------
    x : array of shape (N, D)

    Returns
    -------
    array of shape (N, D)
    """
    ### BEGIN SOLUTION
    return x - x.mean(axis=1, keepdims=True)
    ### END SOLUTION
