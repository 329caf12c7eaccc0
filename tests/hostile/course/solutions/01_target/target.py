"""The function every hostile submission pretends to write."""

import numpy as np


def double(x: np.ndarray) -> np.ndarray:
    """Return twice an array.

    Parameters
    ----------
    x : array of shape (*)

    Returns
    -------
    array of shape (*), dtype of x
    """
    ### BEGIN SOLUTION
    return 2 * x
    ### END SOLUTION
