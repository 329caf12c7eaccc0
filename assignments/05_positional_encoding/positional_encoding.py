"""Positions by hand: what a network that sees a bag of words is told about their order.

Fill in the functions from top to bottom; some use earlier ones. The handout (README.md) has the mathematics
and the edge cases. You may import numpy and Python's own library, nothing else.

What holds in the whole file:

* Positions count from 0. Feature columns count from 0 too; columns 2j and 2j + 1 share one frequency.
* Angles are computed in float64 whatever comes in, and the result is cast last: at position 1 000 000 an
  angle in float32 is off by several hundredths of a radian.
* float32 in, float32 out; float64 in, float64 out; both together, float64; integers are computed in float64.
  Only arrays count: plain numbers such as `base` never change the dtype.
* Inputs are never written into. Every call returns an array of its own: whoever overwrites it changes neither
  an input nor the answer of a later call.
"""

import math

import numpy as np


def _as_float(x):
    """Given: `x` as an array of floats. float32 and float64 stay what they are, integers become float64."""
    x = np.asarray(x)
    return x if np.issubdtype(x.dtype, np.floating) else x.astype(np.float64)


# --------------------------------------------------------------------------- A  sinusoids


def sinusoidal_at(positions, d_model, base=10000.0):
    """Encode any positions, whole or not, by sines and cosines of slower and slower waves.

    Parameters
    ----------
    positions : (*) float or integer
        A number or an array of any shape; negative and fractional positions are fine.
    d_model : int
        Number of features, at least 1. May be odd: the last column is then a sine without its cosine.
    base : float, default 10000
        The slowest waves are about `base` times slower than the first.

    Returns
    -------
    encoding : (*, d_model) float
        Column c is the sine (c even) or cosine (c odd) of ``p * base ** (-2 * floor(c / 2) / d_model)``.
        The dtype of float positions; float64 for integers. Angles in float64, cast last.

    Examples
    --------
    >>> sinusoidal_at(np.array([0, 1]), 4, base=100.0).round(3).tolist()
    [[0.0, 1.0, 0.0, 1.0], [0.841, 0.54, 0.1, 0.995]]
    >>> sinusoidal_at(math.pi / 2, 3).round(3).tolist()
    [1.0, 0.0, 0.003]
    """
    # YOUR CODE HERE
    raise NotImplementedError()


def sinusoidal_encoding(L, d_model, base=10000.0, dtype=np.float64):
    """Make the Transformer's table: row p encodes position p = 0 ... L - 1 (Vaswani et al. 2017, 3.5).

    Parameters
    ----------
    L : int
        Number of positions; 0 gives an empty table.
    d_model : int
        Number of features, at least 1, odd allowed.
    base : float, default 10000
    dtype : float dtype, default float64
        Of the result; the angles are float64 in any case.

    Returns
    -------
    table : (L, d_model) `dtype`

    Examples
    --------
    >>> sinusoidal_encoding(3, 2).round(3).tolist()
    [[0.0, 1.0], [0.841, 0.54], [0.909, -0.416]]
    >>> sinusoidal_encoding(1, 5, dtype=np.float32)
    array([[0., 1., 0., 1., 0.]], dtype=float32)
    """
    # YOUR CODE HERE
    raise NotImplementedError()


def shift_matrix(k, d_model, base=10000.0):
    """Find the matrix that moves a sinusoidal encoding k positions on, whatever the position is.

    Parameters
    ----------
    k : float
        Any number of positions; negative ones move back.
    d_model : int
        Even.
    base : float, default 10000

    Returns
    -------
    M : (d_model, d_model) float64
        ``M @ encoding(p) == encoding(p + k)`` for a column vector; zero outside the 2 x 2 blocks on the
        diagonal.

    Raises
    ------
    ValueError
        If `d_model` is odd: a lone sine cannot be moved without its cosine.

    Examples
    --------
    >>> (shift_matrix(math.pi / 2, 2).round(3) + 0.0).tolist()
    [[0.0, 1.0], [-1.0, 0.0]]
    """
    # YOUR CODE HERE
    raise NotImplementedError()


def add_positional_encoding(x, pe, scale=True):
    """Tell word vectors where they stand: enlarge them by sqrt(d) and add the table's first rows.

    Parameters
    ----------
    x : (N, L, d) float
        Word vectors.
    pe : (Lmax, d) float
        Table of encodings, the same for every sequence of the batch.
    scale : bool, default True
        Whether `x` (never `pe`) is multiplied by sqrt(d) first.

    Returns
    -------
    out : (N, L, d) float

    Raises
    ------
    ValueError
        If L > Lmax.

    Examples
    --------
    >>> x = np.array([[[1.0, 0.0, 0.0, -1.0]]])
    >>> pe = np.array([[0.0, 1.0, 0.0, 1.0], [5.0, 5.0, 5.0, 5.0]])
    >>> add_positional_encoding(x, pe).tolist()
    [[[2.0, 1.0, 0.0, -1.0]]]
    >>> add_positional_encoding(x, pe, scale=False).tolist()
    [[[1.0, 1.0, 0.0, 0.0]]]
    """
    # YOUR CODE HERE
    raise NotImplementedError()


# --------------------------------------------------------------------------- B  a learned table


def learned_positions(table, L):
    """Look the first L positions up in a table that is trained like any other weight.

    Parameters
    ----------
    table : (Lmax, d) float
        One row for each position.
    L : int
        Number of positions wanted.

    Returns
    -------
    rows : (L, d) float
        A copy, in the table's dtype.

    Raises
    ------
    ValueError
        If L > Lmax: there is nothing to look up, the model was never trained there.

    Examples
    --------
    >>> learned_positions(np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]), 2).tolist()
    [[1.0, 2.0], [3.0, 4.0]]
    """
    # YOUR CODE HERE
    raise NotImplementedError()


def learned_positions_backward(dout, Lmax):
    """Carry a gradient back to the table that was added to every sequence of a batch.

    Parameters
    ----------
    dout : (N, L, d) float
        Gradient of the loss with respect to the sum of word vectors and position vectors; L <= Lmax.
    Lmax : int
        Rows of the table.

    Returns
    -------
    dtable : (Lmax, d) float
        Summed over the batch (not averaged); 0 for positions that were not used.
        The dtype of `dout`; float64 for integers.

    Examples
    --------
    >>> learned_positions_backward(np.array([[[1.0, 2.0]], [[10.0, 20.0]]]), 3).tolist()
    [[11.0, 22.0], [0.0, 0.0], [0.0, 0.0]]
    """
    # YOUR CODE HERE
    raise NotImplementedError()


# --------------------------------------------------------------------------- C  rotary embedding


def rope(x, positions=None, base=10000.0, interleaved=True, rotary_dim=None):
    """Turn pairs of features of queries or keys by angles that grow with the position (Su et al. 2021).

    Parameters
    ----------
    x : (*, L, d) float
        Queries or keys, any number of leading axes.
    positions : (L,) or (*, L), optional
        Whole or fractional, any integer or float dtype; 0 ... L - 1 when None. For x (N, h, L, d),
        positions (N, L) belong to the sequences and are the same for all heads.
    base : float, default 10000
    interleaved : bool, default True
        True pairs feature 2j with 2j + 1; False pairs j with j + rotary_dim / 2.
    rotary_dim : int, optional
        Only the first `rotary_dim` features turn, the rest passes through; d when None. 0 turns nothing.

    Returns
    -------
    out : (*, L, d) float
        Pair (a, b) number j at position p becomes (a cos t - b sin t, a sin t + b cos t) with the angle
        ``t = p * base ** (-2 * j / rotary_dim)``. Dtype of `x` (float64 for integers),
        whatever that of `positions`.

    Raises
    ------
    ValueError
        If `rotary_dim` (or d, in its place) is odd, or if it exceeds d.

    Examples
    --------
    >>> rope(np.array([[1.0, 0.0], [1.0, 0.0]])).round(3).tolist()
    [[1.0, 0.0], [0.54, 0.841]]
    >>> x = np.array([[1.0, 2.0, 3.0, 4.0]])
    >>> rope(x, np.array([math.pi / 2]), rotary_dim=2).round(3).tolist()
    [[-2.0, 1.0, 3.0, 4.0]]
    >>> rope(x, np.array([math.pi / 2]), base=1.0, interleaved=False).round(3).tolist()
    [[-3.0, -4.0, 1.0, 2.0]]
    """
    # YOUR CODE HERE
    raise NotImplementedError()


def rope_backward(dout, positions=None, base=10000.0, interleaved=True, rotary_dim=None):
    """Carry a gradient back through `rope`: the same pairs, turned the other way.

    Parameters
    ----------
    dout : (*, L, d) float
        Gradient of the loss with respect to the result of `rope`.
    positions, base, interleaved, rotary_dim
        What `rope` was called with, and the same errors.

    Returns
    -------
    dx : (*, L, d) float
        Gradient with respect to `x`; dtype of `dout`, float64 for integers.

    Examples
    --------
    >>> rope_backward(np.array([[1.0, 2.0]]), np.array([math.pi / 2])).round(3).tolist()
    [[2.0, -1.0]]
    """
    # YOUR CODE HERE
    raise NotImplementedError()


# --------------------------------------------------------------------------- D  biases and relative positions


def alibi_slopes(n):
    """Choose how fast each head forgets: one slope a head (Press et al. 2022).

    Parameters
    ----------
    n : int
        Number of heads, at least 1.

    Returns
    -------
    slopes : (n,) float64
        n a power of two: 2^(-8 (i + 1) / n) for head i. Otherwise the slopes for m heads, m the next power
        of two below n, and behind them the 1st, 3rd, 5th ... of the slopes for 2m heads until there are n.

    Examples
    --------
    >>> alibi_slopes(2).tolist()
    [0.0625, 0.00390625]
    >>> alibi_slopes(3).tolist()
    [0.0625, 0.00390625, 0.25]
    """

    # YOUR CODE HERE
    raise NotImplementedError()


def alibi_bias(n, Lq, Lk, causal=True):
    """Lay out what ALiBi adds to the scores: the farther a key is, the more is taken off.

    Parameters
    ----------
    n : int
        Number of heads.
    Lq, Lk : int
        Numbers of queries and keys. The queries are the *last* Lq of the Lk positions, as in decoding with
        earlier keys kept: query i stands at i + Lk - Lq.
    causal : bool, default True

    Returns
    -------
    bias : (n, Lq, Lk) float64
        With a = i + Lk - Lq and head slope m: -m (a - j) for keys j <= a; for later keys -inf if causal,
        else -m (j - a).

    Examples
    --------
    >>> alibi_bias(1, 2, 3).tolist()
    [[[-0.00390625, -0.0, -inf], [-0.0078125, -0.00390625, -0.0]]]
    >>> alibi_bias(2, 1, 2, causal=False).tolist()
    [[[-0.0625, -0.0]], [[-0.00390625, -0.0]]]
    """
    # YOUR CODE HERE
    raise NotImplementedError()


def relative_index(Lq, Lk, max_dist):
    """Number the distances from query to key, all that are too far sharing the outermost numbers.

    Parameters
    ----------
    Lq, Lk : int
        Numbers of queries and keys; both count their positions from 0.
    max_dist : int
        Distance beyond which all are alike; 0 makes all distances alike.

    Returns
    -------
    index : (Lq, Lk) of any integer dtype
        j - i, clipped to -max_dist ... max_dist, then moved up by max_dist: 0 ... 2 max_dist.

    Examples
    --------
    >>> relative_index(2, 4, 2).tolist()
    [[2, 3, 4, 4], [1, 2, 3, 4]]
    """
    # YOUR CODE HERE
    raise NotImplementedError()


def relative_scores(q, k, table):
    """Score keys by what they hold and by how far away they are (Shaw et al. 2018, keys only).

    Parameters
    ----------
    q : (*, Lq, E) float
        Queries. `*` stands for any number of leading axes, the same in q and k.
    k : (*, Lk, E) float
        Keys.
    table : (2 * max_dist + 1, E) float
        A vector for each number that `relative_index` gives.

    Returns
    -------
    scores : (*, Lq, Lk) float
        (q_i . k_j + q_i . table[index[i, j]]) / sqrt(E). Computed without an array of Lq * Lk * E numbers.

    Examples
    --------
    >>> q, k = np.array([[2.0], [1.0]]), np.array([[5.0], [7.0]])
    >>> relative_scores(q, k, np.array([[100.0], [200.0], [300.0]])).tolist()
    [[410.0, 614.0], [105.0, 207.0]]
    """
    # YOUR CODE HERE
    raise NotImplementedError()


def t5_bucket(rel, bidirectional=True, num_buckets=32, max_distance=128):
    """Sort distances into buckets, fine ones near by and coarse ones far away (Raffel et al. 2020).

    Parameters
    ----------
    rel : (*) integer
        Key position minus query position; a number or an array, of any signed integer dtype (int8 as well).
    bidirectional : bool, default True
        True: the upper half of the buckets is for keys after the query (rel > 0), the lower half for the
        others. False: all buckets are for keys up to the query, and every rel > 0 is in bucket 0.
    num_buckets : int, default 32
        Even; at least 4 if bidirectional, else at least 2.
    max_distance : int, default 128
        From here on every distance is in the last bucket of its half; more than a quarter (bidirectional)
        or half of `num_buckets`.

    Returns
    -------
    bucket : (*) of any integer dtype
        With B buckets for one direction, e = floor(B / 2) and the distance n: n itself for n < e; else
        e + floor((B - e) log(n / e) / log(max_distance / e)), but at most B - 1. Add B for rel > 0.

    Examples
    --------
    >>> t5_bucket(np.array([0, -1, -7, -9, -500, 1, 500])).tolist()
    [0, 1, 7, 8, 15, 17, 31]
    >>> t5_bucket(np.array([3, 0, -15, -16, -127]), bidirectional=False).tolist()
    [0, 0, 15, 16, 31]
    """
    # YOUR CODE HERE
    raise NotImplementedError()
