"""Attention by hand: weighted averages that a network can learn to aim.

Fill in the functions from top to bottom; each later part uses the earlier ones. The handout (README.md) has
the mathematics and the edge cases. You may import numpy and Python's own library, nothing else.

What holds in the whole file:

* A boolean mask says who may take part: **True keeps a key, False blocks it**. A float mask is added to the
  scores: 0 keeps, -inf blocks, any finite number leans towards a key or away from it. Masks broadcast to the
  scores' shape.
* A query that may look at no key at all has weights 0, output 0 and gradient 0. Nothing ever becomes NaN.
* Weight matrices are stored (out, in), as in torch: a linear layer is ``x @ W.T + b``.
* float32 in, float32 out; float64 in, float64 out; both together, float64; integers are computed in float64.
* Inputs are never written into, and results share no memory with them unless the docstring allows it.
"""

import functools
import math

import numpy as np


def _as_float(x):
    """Given: `x` as an array of floats. float32 and float64 stay what they are, integers become float64."""
    x = np.asarray(x)
    return x if np.issubdtype(x.dtype, np.floating) else x.astype(np.float64)


# --------------------------------------------------------------------------- A  masks and the masked softmax


def causal_mask(L, S=None, offset=0):
    """Who may look at whom when nobody looks ahead: query i sees the keys j <= i + offset.

    Parameters
    ----------
    L : int
        Number of queries.
    S : int, optional
        Number of keys; as many as queries when left out.
    offset : int, default 0
        Position of query 0 among the keys. 0 aligns the upper left corners (query 0 sees key 0 only),
        whatever L and S are. With S - L the *last* query sees all keys: that is decoding with the earlier
        keys kept.

    Returns
    -------
    mask : (L, S) bool
        True where the key may be seen.

    Examples
    --------
    >>> causal_mask(3).astype(int).tolist()
    [[1, 0, 0], [1, 1, 0], [1, 1, 1]]
    >>> causal_mask(2, 4).astype(int).tolist()
    [[1, 0, 0, 0], [1, 1, 0, 0]]
    >>> causal_mask(2, 4, offset=2).astype(int).tolist()
    [[1, 1, 1, 0], [1, 1, 1, 1]]
    """
    # YOUR CODE HERE
    raise NotImplementedError()


def padding_mask(lengths, S):
    """Who is a real token: the first `lengths[n]` keys of sequence n; the rest is padding.

    Parameters
    ----------
    lengths : (N,) array of any integer dtype
        True length of every sequence, 0 <= length <= S.
    S : int
        Padded length.

    Returns
    -------
    mask : (N, 1, S) bool
        True for real tokens. The axis of size 1 lets one row serve every query.

    Examples
    --------
    >>> padding_mask(np.array([2, 0, 3]), 3).astype(int).tolist()
    [[[1, 1, 0]], [[0, 0, 0]], [[1, 1, 1]]]
    """
    # YOUR CODE HERE
    raise NotImplementedError()


def combine_masks(*masks):
    """One mask that blocks whatever any of the masks blocks.

    Parameters
    ----------
    *masks : bool array, float array or None
        Shapes that broadcast with each other. None stands for "no mask" and is skipped.

    Returns
    -------
    mask : array of the broadcast shape, or None
        Only boolean masks: their logical AND. Only float masks: their sum. Both kinds: each boolean mask is
        first turned into 0 (True) and -inf (False), then all are added; the result has the float masks'
        dtype. None when there is no mask. A mask that stands alone may be returned as it is.

    Examples
    --------
    >>> combine_masks(np.array([True, True, False]), None, np.array([True, False, False])).tolist()
    [True, False, False]
    >>> combine_masks(np.array([True, False]), np.array([0.5, 0.5])).tolist()
    [0.5, -inf]
    >>> combine_masks() is None
    True
    """
    # YOUR CODE HERE
    raise NotImplementedError()


def masked_softmax(scores, mask=None, axis=-1):
    """Turn scores into weights: positive, summing to 1 along `axis`, exactly 0 where the mask blocks.

    Parameters
    ----------
    scores : (*, L, S) float
        Any finite numbers, or -inf, which blocks just as the mask does.
    mask : bool or float, broadcastable to the shape of `scores`, optional
        True keeps and False blocks; a float mask is added to the scores.
    axis : int, default -1
        The axis of the keys.

    Returns
    -------
    weights : (*, L, S) float
        Where every key is blocked (or S = 0) all weights are 0.

    Notes
    -----
    Whatever number stands at a blocked key must not matter: it may be 1e30.

    Examples
    --------
    >>> scores = np.log([[1.0, 3.0, 4.0]])
    >>> masked_softmax(scores).round(3).tolist()
    [[0.125, 0.375, 0.5]]
    >>> masked_softmax(scores, np.array([True, True, False])).round(3).tolist()
    [[0.25, 0.75, 0.0]]
    >>> masked_softmax(scores, np.array([False, False, False])).tolist()
    [[0.0, 0.0, 0.0]]
    """
    # YOUR CODE HERE
    raise NotImplementedError()


# --------------------------------------------------------------------------- B  scaled dot-product attention


def scaled_dot_product_attention(q, k, v, mask=None, causal=False, scale=None):
    """Look up values by comparing queries with keys: softmax(scale * Q K^T) V (Vaswani et al. 2017, eq. 1).

    Parameters
    ----------
    q : (*, L, E) float
        Queries. `*` stands for any number of leading axes, the same in q, k and v.
    k : (*, S, E) float
        Keys.
    v : (*, S, Ev) float
        Values.
    mask : bool or float, broadcastable to (*, L, S), optional
        As in `masked_softmax`.
    causal : bool, default False
        Also forbid keys j > i (aligned to the upper left, `causal_mask(L, S)`). Joins `mask`: a key must be
        allowed by both.
    scale : float, optional
        Factor of the scores; 1 / sqrt(E) when None. 0 is a scale like any other.

    Returns
    -------
    out : (*, L, Ev) float
        0 for a query that may see no key.
    weights : (*, L, S) float
        What `masked_softmax` gives.
    cache
        Whatever you want to hand to `sdpa_backward`; nobody else looks at it.

    Examples
    --------
    >>> q, k = np.array([[2.0]]), np.array([[0.0], [math.log(3)]])
    >>> v = np.array([[0.0, 4.0], [8.0, 0.0]])
    >>> out, weights, _ = scaled_dot_product_attention(q, k, v, scale=0.5)
    >>> weights.round(3).tolist(), out.round(3).tolist()
    ([[0.25, 0.75]], [[6.0, 1.0]])
    """
    # YOUR CODE HERE
    raise NotImplementedError()


def sdpa_backward(dout, cache):
    """Carry a gradient back through `scaled_dot_product_attention`.

    Parameters
    ----------
    dout : (*, L, Ev) float
        Gradient of the loss with respect to `out`.
    cache
        The third result of `scaled_dot_product_attention`. It is only read: a second call gives the same
        answer.

    Returns
    -------
    dq : (*, L, E) float
    dk : (*, S, E) float
    dv : (*, S, Ev) float
        Gradients of the loss; sums, never divided by a batch size. Queries without keys and keys that are
        blocked for everyone have gradient 0.

    Examples
    --------
    >>> q, k, v = np.array([[2.0]]), np.array([[0.0], [math.log(3)]]), np.array([[0.0], [8.0]])
    >>> cache = scaled_dot_product_attention(q, k, v, scale=0.5)[2]
    >>> dq, dk, dv = sdpa_backward(np.array([[1.0]]), cache)
    >>> dv.round(3).tolist(), dk.round(3).tolist()
    ([[0.25], [0.75]], [[-1.5], [1.5]])
    """
    # YOUR CODE HERE
    raise NotImplementedError()


# --------------------------------------------------------------------------- C  the family of score functions


def score_dot(s, h):
    """Score of every query with every key: their dot product (Luong et al. 2015).

    Parameters
    ----------
    s : (N, Lq, D) float
        Queries (a decoder's states).
    h : (N, Lk, D) float
        Keys (an encoder's states).

    Returns
    -------
    scores : (N, Lq, Lk) float

    Examples
    --------
    >>> score_dot(np.array([[[1.0, 2.0]]]), np.array([[[3.0, 4.0], [5.0, 6.0]]])).tolist()
    [[[11.0, 17.0]]]
    """
    # YOUR CODE HERE
    raise NotImplementedError()


def score_scaled_dot(s, h):
    """Dot product divided by sqrt(D), so that its size does not grow with the width (Vaswani et al. 2017).

    Parameters
    ----------
    s : (N, Lq, D) float
    h : (N, Lk, D) float

    Returns
    -------
    scores : (N, Lq, Lk) float

    Examples
    --------
    >>> score_scaled_dot(np.array([[[1.0, 1.0, 1.0, 1.0]]]), np.array([[[1.0, 2.0, 3.0, 4.0]]])).tolist()
    [[[5.0]]]
    """
    # YOUR CODE HERE
    raise NotImplementedError()


def score_general(s, h, W):
    """Bilinear score s^T W h: queries and keys may have different widths (Luong et al. 2015, "general").

    Parameters
    ----------
    s : (N, Lq, Dq) float
    h : (N, Lk, Dk) float
    W : (Dq, Dk) float
        Not (out, in): the formula s^T W h decides.

    Returns
    -------
    scores : (N, Lq, Lk) float

    Examples
    --------
    >>> W = np.array([[1.0, 2.0, 0.0], [0.0, 1.0, 3.0]])
    >>> score_general(np.array([[[1.0, 1.0]]]), np.array([[[1.0, 1.0, 1.0]]]), W).tolist()
    [[[7.0]]]
    """
    # YOUR CODE HERE
    raise NotImplementedError()


def score_additive(s, h, Wq, Wk, v):
    """Score by a small network with one hidden layer: v . tanh(Wq s + Wk h) (Bahdanau et al. 2014).

    Parameters
    ----------
    s : (N, Lq, Dq) float
    h : (N, Lk, Dk) float
    Wq : (A, Dq) float
    Wk : (A, Dk) float
    v : (A,) float

    Returns
    -------
    scores : (N, Lq, Lk) float

    Notes
    -----
    Never more than three arrays of N * Lq * Lk * A numbers at a time: project first, pair afterwards. And no
    Python loop over queries.

    Examples
    --------
    >>> one = np.array([[1.0]])
    >>> s, h = np.array([[[0.0], [1.0]]]), np.array([[[0.0], [-1.0]]])
    >>> score_additive(s, h, one, one, np.array([2.0])).round(3).tolist()
    [[[0.0, -1.523], [1.523, 0.0]]]
    """
    # YOUR CODE HERE
    raise NotImplementedError()


def score_concat(s, h, W, v):
    """The additive score in Luong's words: v . tanh(W [s; h]), one matrix for query and key put together.

    Parameters
    ----------
    s : (N, Lq, Dq) float
    h : (N, Lk, Dk) float
    W : (A, Dq + Dk) float
        The first Dq columns meet the query.
    v : (A,) float

    Returns
    -------
    scores : (N, Lq, Lk) float
        Equal to `score_additive` with the two halves of `W`.

    Examples
    --------
    >>> s, h = np.array([[[1.0]]]), np.array([[[-1.0], [0.5]]])
    >>> score_concat(s, h, np.array([[1.0, 2.0]]), np.array([1.0])).round(3).tolist()
    [[[-0.762, 0.964]]]
    """
    # YOUR CODE HERE
    raise NotImplementedError()


def score_content(s, h, eps=1e-8):
    """Cosine of the angle between query and key (content addressing, Graves et al. 2014).

    Parameters
    ----------
    s : (N, Lq, D) float
    h : (N, Lk, D) float
    eps : float, default 1e-8
        A norm smaller than this counts as eps: cos = s . h / (max(|s|, eps) * max(|h|, eps)).

    Returns
    -------
    scores : (N, Lq, Lk) float
        Between -1 and 1; 0 for a zero vector.

    Examples
    --------
    >>> s, h = np.array([[[3.0, 4.0], [0.0, 0.0]]]), np.array([[[4.0, 3.0], [-6.0, -8.0]]])
    >>> score_content(s, h).round(3).tolist()
    [[[0.96, -1.0], [0.0, 0.0]]]
    """
    # YOUR CODE HERE
    raise NotImplementedError()


def location_attention(s, W, mask=None):
    """Weights that depend on the query alone: softmax(W s). Key j has a weight because of where it stands.

    Parameters
    ----------
    s : (N, Lq, Dq) float
    W : (Lk, Dq) float
        One row per place.
    mask : bool or float, broadcastable to (N, Lq, Lk), optional
        As in `masked_softmax`.

    Returns
    -------
    weights : (N, Lq, Lk) float
        Sums to 1 over the keys.

    Examples
    --------
    >>> location_attention(np.array([[[1.0]]]), np.log([[1.0], [3.0]])).round(3).tolist()
    [[[0.25, 0.75]]]
    """
    # YOUR CODE HERE
    raise NotImplementedError()


def attend(scores, values, mask=None):
    """The step that all of the family share: softmax the scores, average the values.

    Parameters
    ----------
    scores : (N, Lq, Lk) float
    values : (N, Lk, Dv) float
    mask : bool or float, broadcastable to (N, Lq, Lk), optional
        As in `masked_softmax`.

    Returns
    -------
    context : (N, Lq, Dv) float
        The averages; 0 for a query that may see no key.
    weights : (N, Lq, Lk) float

    Examples
    --------
    >>> context, weights = attend(np.log([[[1.0, 3.0]]]), np.array([[[0.0, 4.0], [8.0, 0.0]]]))
    >>> context.round(3).tolist(), weights.round(3).tolist()
    ([[[6.0, 1.0]]], [[[0.25, 0.75]]])
    """
    # YOUR CODE HERE
    raise NotImplementedError()


def nadaraya_watson(xq, xk, y, w=1.0):
    """Predict y at xq by averaging the examples nearby: the attention of 1964, with nothing to train.

    Parameters
    ----------
    xq : (M,) float
        Where to predict.
    xk : (n,) float
        Where the examples are, n >= 1.
    y : (n,) float
        Their values.
    w : float, default 1.0
        How sharply to look: the weights are softmax over the examples of -1/2 (w (xq - xk))^2. 0 gives the
        mean of y, a large w the nearest example.

    Returns
    -------
    prediction : (M,) float

    Examples
    --------
    >>> xk, y = np.array([0.0, 2.0]), np.array([10.0, 20.0])
    >>> nadaraya_watson(np.array([1.0, 0.0]), xk, y).round(3).tolist()
    [15.0, 11.192]
    >>> nadaraya_watson(np.array([0.9]), xk, y, w=100.0).round(3).tolist()
    [10.0]
    """
    # YOUR CODE HERE
    raise NotImplementedError()


# --------------------------------------------------------------------------- D  multi-head attention


def split_heads(x, h):
    """Cut the features into h heads and bring the head axis in front of the positions.

    Parameters
    ----------
    x : (N, L, E) float
    h : int
        Number of heads. Head 0 takes the features 0 .. E/h - 1, head 1 the next E/h, and so on.

    Returns
    -------
    heads : (N, h, L, E/h) float
        May be a view of `x`.

    Raises
    ------
    ValueError
        If h does not divide E.

    Examples
    --------
    >>> split_heads(np.arange(8.0).reshape(1, 2, 4), 2).tolist()
    [[[[0.0, 1.0], [4.0, 5.0]], [[2.0, 3.0], [6.0, 7.0]]]]
    """
    # YOUR CODE HERE
    raise NotImplementedError()


def merge_heads(x):
    """Put the heads back side by side: the inverse of `split_heads`.

    Parameters
    ----------
    x : (N, h, L, d) float

    Returns
    -------
    merged : (N, L, h * d) float
        May be a view of `x`.

    Examples
    --------
    >>> merge_heads(np.array([[[[0.0, 1.0], [4.0, 5.0]], [[2.0, 3.0], [6.0, 7.0]]]])).tolist()
    [[[0.0, 1.0, 2.0, 3.0], [4.0, 5.0, 6.0, 7.0]]]
    """
    # YOUR CODE HERE
    raise NotImplementedError()


def multihead_attention(xq, xkv, W_in, b_in, W_out, b_out, n_heads, mask=None, causal=False):
    """Several attentions side by side, each in its own slice of the features, mixed by a last linear layer.

    Parameters
    ----------
    xq : (N, L, E) float
        What asks: queries are made of it.
    xkv : (N, S, E) float
        What is asked: keys and values are made of it. Self-attention passes `xq` again.
    W_in : (3E, E) float
        Rows 0 .. E-1 make the queries, the next E the keys, the last E the values; within each block the rows
        of head 0 come first. torch's `in_proj_weight`.
    b_in : (3E,) float or None
        Bias in the same order; None for no bias.
    W_out : (E, E) float
        torch's `out_proj.weight`.
    b_out : (E,) float or None
    n_heads : int
    mask : bool or float, optional
        (L, S), (N, 1, S), (N, L, S) or (N, h, L, S), where any axis may also have size 1. A mask with three
        axes is the same for all heads: its head axis goes in at position 1. True keeps.
    causal : bool, default False
        As in `scaled_dot_product_attention`.

    Returns
    -------
    out : (N, L, E) float
        For a query that may see no key: `b_out` (0 without bias).
    weights : (N, h, L, S) float
        One table per head, not averaged.
    cache
        Whatever you want to hand to `multihead_attention_backward`.

    Raises
    ------
    ValueError
        If `n_heads` does not divide E.

    Examples
    --------
    >>> x = np.array([[[1.0, 0.0], [0.0, 2.0]]])
    >>> W_in = np.concatenate([np.zeros((2, 2)), np.eye(2), np.eye(2)])  # queries 0: all scores are equal
    >>> out, weights, _ = multihead_attention(x, x, W_in, None, np.eye(2), np.array([10.0, 0.0]), n_heads=2)
    >>> out.tolist(), weights.shape
    ([[[10.5, 1.0], [10.5, 1.0]]], (1, 2, 2, 2))
    """
    # YOUR CODE HERE
    raise NotImplementedError()


def multihead_attention_backward(dout, cache):
    """Carry a gradient back through `multihead_attention`.

    Parameters
    ----------
    dout : (N, L, E) float
        Gradient of the loss with respect to `out`.
    cache
        The third result of `multihead_attention`. It is only read: a second call gives the same answer.

    Returns
    -------
    gradients : dict
        'dxq' (N, L, E), 'dxkv' (N, S, E), 'dW_in' (3E, E), 'db_in' (3E,), 'dW_out' (E, E), 'db_out' (E,);
        sums over batch and positions. A bias that was None has gradient None. In self-attention the caller
        adds dxq + dxkv.

    Examples
    --------
    >>> x, eye = np.array([[[1.0], [2.0]]]), np.array([[1.0]])
    >>> W_in = np.array([[0.0], [0.0], [3.0]])
    >>> cache = multihead_attention(x, x, W_in, None, eye, np.zeros(1), n_heads=1)[2]
    >>> gradients = multihead_attention_backward(np.ones((1, 2, 1)), cache)
    >>> gradients['dxkv'].tolist(), gradients['dW_in'].tolist(), gradients['db_in']
    ([[[3.0], [3.0]]], [[0.0], [0.0], [3.0]], None)
    """
    # YOUR CODE HERE
    raise NotImplementedError()


# --------------------------------------------------------------------------- E  a walk on foot


def self_attention_steps(x, Wq, Wk, Wv):
    """Self-attention of one short sequence with every intermediate result laid out.

    Parameters
    ----------
    x : (L, D) float
        One sequence.
    Wq, Wk : (E, D) float
    Wv : (Ev, D) float

    Returns
    -------
    steps : dict
        'q' (L, E), 'k' (L, E), 'v' (L, Ev); 'scores' (L, L): q k^T, *not* scaled; 'weights' (L, L): their
        softmax over the keys; 'weighted_values' (L, L, Ev): entry [i, j] is the weight of query i for key j
        times v[j]; 'out' (L, Ev): their sum over the keys.

    Examples
    --------
    >>> x, one = np.array([[0.0], [1.0]]), np.array([[1.0]])
    >>> steps = self_attention_steps(x, one, one * math.log(3), one * 4)
    >>> steps['scores'].round(3).tolist(), steps['weights'].round(3).tolist()
    ([[0.0, 0.0], [0.0, 1.099]], [[0.5, 0.5], [0.25, 0.75]])
    >>> steps['weighted_values'].round(3).tolist(), steps['out'].round(3).tolist()
    ([[[0.0], [2.0]], [[0.0], [3.0]]], [[2.0], [3.0]])
    """
    # YOUR CODE HERE
    raise NotImplementedError()
