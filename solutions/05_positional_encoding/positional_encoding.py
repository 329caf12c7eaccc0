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
    ### BEGIN SOLUTION
    # PE(p, 2j) = sin(p w_j),  PE(p, 2j + 1) = cos(p w_j),  w_j = base^(-2j / d).
    # Safe: w_j lies between 1 / base and 1, so nothing overflows; the writes into `encoding` cast last.
    positions = _as_float(positions)
    omega = base ** (-2 * np.arange((d_model + 1) // 2) / d_model)  # (ceil(d / 2),)
    angle = positions.astype(np.float64)[..., None] * omega  # (*, ceil(d / 2))
    encoding = np.empty((*positions.shape, d_model), positions.dtype)  # (*, d)
    encoding[..., 0::2] = np.sin(angle)
    encoding[..., 1::2] = np.cos(angle[..., : d_model // 2])  # an odd d has one sine more
    return encoding
    ### END SOLUTION


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
    ### BEGIN SOLUTION
    return sinusoidal_at(np.arange(L), d_model, base).astype(dtype)  # (L, d)
    ### END SOLUTION


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
    ### BEGIN SOLUTION
    # sin((p + k) w) =  cos(kw) sin(pw) + sin(kw) cos(pw)
    # cos((p + k) w) = -sin(kw) sin(pw) + cos(kw) cos(pw)
    if d_model % 2:
        raise ValueError("d_model must be even: each sine needs its cosine")
    angle = k * base ** (-np.arange(0, d_model, 2) / d_model)  # (d / 2,)
    even, odd = np.arange(0, d_model, 2), np.arange(1, d_model, 2)
    M = np.zeros((d_model, d_model))
    M[even, even] = M[odd, odd] = np.cos(angle)
    M[even, odd] = np.sin(angle)
    M[odd, even] = -np.sin(angle)
    return M
    ### END SOLUTION


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
    ### BEGIN SOLUTION
    # math.sqrt and not np.sqrt: numpy's float64 scalar would turn float32 into float64.
    x, pe = _as_float(x), _as_float(pe)
    _, L, d = x.shape
    if len(pe) < L:
        raise ValueError(f"{L} positions are asked for, but the table has only {len(pe)}")
    return (x * math.sqrt(d) if scale else x) + pe[:L]  # (N, L, d)
    ### END SOLUTION


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
    ### BEGIN SOLUTION
    if len(table) < L:
        raise ValueError(f"{L} positions are asked for, but the table has only {len(table)}")
    return _as_float(table)[:L].copy()  # (L, d)
    ### END SOLUTION


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
    ### BEGIN SOLUTION
    dout = _as_float(dout)
    _, L, d = dout.shape
    dtable = np.zeros((Lmax, d), dout.dtype)  # (Lmax, d)
    dtable[:L] = dout.sum(axis=0)
    return dtable
    ### END SOLUTION


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
    ### BEGIN SOLUTION
    # a + ib becomes (a + ib) e^(it): a rotation, so no value grows. The cosines are cast to x's dtype, which
    # keeps float32 from growing into float64; the angles behind them are float64.
    x = _as_float(x)
    L, d = x.shape[-2:]
    r = d if rotary_dim is None else rotary_dim
    if r % 2 or r > d:
        raise ValueError(f"rotary_dim must be even and at most {d}, not {r}")
    positions = np.arange(L) if positions is None else np.asarray(positions)
    if x.ndim == 4 and positions.ndim == 2:
        positions = positions[:, None, :]  # (N, 1, L)
    angle = positions.astype(np.float64)[..., None] * base ** (-np.arange(0, r, 2) / r)  # (*, L, r / 2)
    cos, sin = np.cos(angle).astype(x.dtype), np.sin(angle).astype(x.dtype)
    first, second = (np.s_[0:r:2], np.s_[1:r:2]) if interleaved else (np.s_[: r // 2], np.s_[r // 2 : r])
    a, b = x[..., first], x[..., second]  # (*, L, r / 2) each
    out = x.copy()  # (*, L, d)
    out[..., first] = a * cos - b * sin
    out[..., second] = a * sin + b * cos
    return out
    ### END SOLUTION


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
    ### BEGIN SOLUTION
    # The Jacobian of a rotation R is R itself, so dx = R^T dout, and R^T = R^-1 turns by -t.
    positions = np.arange(np.shape(dout)[-2]) if positions is None else np.asarray(positions)
    return rope(dout, -positions.astype(np.float64), base, interleaved, rotary_dim)  # (*, L, d)
    ### END SOLUTION


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

    ### BEGIN SOLUTION
    # n.bit_length() finds the power of two without a logarithm that could round the wrong way.
    def for_power(m):
        return 2.0 ** (-8 * np.arange(1, m + 1) / m)  # (m,)

    m = 1 << (int(n).bit_length() - 1)
    return np.concatenate([for_power(m), for_power(2 * m)[0::2][: n - m]])  # (n,)
    ### END SOLUTION


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
    ### BEGIN SOLUTION
    # Safe: -inf is put in place and never multiplied, since 0 * inf would be NaN.
    distance = (np.arange(Lq) + Lk - Lq)[:, None] - np.arange(Lk)  # (Lq, Lk), negative for later keys
    bias = -alibi_slopes(n)[:, None, None] * np.abs(distance)  # (n, Lq, Lk)
    return np.where(distance < 0, -np.inf, bias) if causal else bias
    ### END SOLUTION


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
    ### BEGIN SOLUTION
    offset = np.arange(Lk) - np.arange(Lq)[:, None]  # (Lq, Lk), key minus query
    return np.clip(offset, -max_dist, max_dist) + max_dist  # (Lq, Lk)
    ### END SOLUTION


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
    ### BEGIN SOLUTION
    # q_i . a_ij takes only 2 max_dist + 1 different values for each query: multiply first, then look up.
    q, k, table = _as_float(q), _as_float(k), _as_float(table)
    Lq, Lk = q.shape[-2], k.shape[-2]
    by_content = q @ k.swapaxes(-1, -2)  # (*, Lq, Lk)
    by_number = q @ table.T  # (*, Lq, 2 max_dist + 1)
    index = relative_index(Lq, Lk, (len(table) - 1) // 2)  # (Lq, Lk)
    by_distance = by_number[..., np.arange(Lq)[:, None], index]  # (*, Lq, Lk)
    return (by_content + by_distance) / math.sqrt(q.shape[-1])
    ### END SOLUTION


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
    ### BEGIN SOLUTION
    # Safe: the logarithm sees max(n, e) / e >= 1 only, and distances are taken in int64, where abs(-128) is
    # 128. The rounded quotient can fall just short of a whole number; 1e-9 brings it back.
    rel = np.asarray(rel).astype(np.int64)
    B = num_buckets // 2 if bidirectional else num_buckets
    n = np.abs(rel) if bidirectional else np.maximum(-rel, 0)
    e = B // 2
    steps = (B - e) * np.log(np.maximum(n, e) / e) / math.log(max_distance / e)
    far = np.minimum(e + (steps + 1e-9).astype(np.int64), B - 1)
    return np.where(n < e, n, far) + (B * (rel > 0) if bidirectional else 0)
    ### END SOLUTION
