"""The LSTM by hand: a cell that keeps what it is told to keep, and the gradient's way back through time.

Fill in the functions from top to bottom; the sequence uses the cell. The handout (README.md) has the
mathematics and the edge cases. You may import numpy and Python's own library, nothing else.

What holds in the whole file:

* N rows (a batch), T steps, D input features, H units. Sequences are (N, T, D): the batch comes first.
* Parameters as torch keeps them: W_ih (4H, D), W_hh (4H, H), b_ih (4H,), b_hh (4H,); a linear layer is
  ``x @ W.T + b``. The 4H rows are four blocks of H, in the order **i, f, g, o**.
* A gradient has the shape of its variable and is a sum over the batch (and over time), never a mean.
* float32 in, float32 out; float64 in, float64 out; both together, float64; integers are computed in float64.
* Inputs are never written into, and results share no memory with them or with those of an earlier call.
* `cache` is yours: put into it what backward needs. Nobody else looks inside. Backward only reads it, so one
  cache serves two backward calls, and two caches live side by side.
"""

import math

import numpy as np


def _as_floats(*arrays):
    """Given: all arrays in one floating dtype: their common one, or float64 if they are integers.

    An array that has this dtype already comes back as it is, not as a copy.
    """
    dtype = np.result_type(*arrays)
    if not np.issubdtype(dtype, np.floating):
        dtype = np.dtype(np.float64)
    return [np.asarray(array, dtype) for array in arrays]


def _sigmoid(a):
    """Logistic function 1 / (1 + exp(-a)) of an array, for numbers as large as +-1e3, without a warning.

    A tool for you: no test calls it. Think of what exp(1000) does.
    """
    ### BEGIN SOLUTION
    # sigma(a) = (1 + tanh(a / 2)) / 2. Safe: tanh is computed without an exponential that could overflow.
    return 0.5 * (1 + np.tanh(0.5 * a))
    ### END SOLUTION


# -----------------------------------------------------------------------------------------------  A  the cell


def lstm_cell_forward(x, h, c, W_ih, W_hh, b_ih, b_hh):
    """One step of an LSTM, for N rows at once.

    Parameters
    ----------
    x : (N, D) float
        Input of this step. N may be 0.
    h, c : (N, H) float
        State so far: what the cell showed, and what it keeps to itself.
    W_ih : (4H, D) float
    W_hh : (4H, H) float
    b_ih, b_hh : (4H,) float
        Row blocks i, f, g, o. Both biases count.

    Returns
    -------
    h_next, c_next : (N, H) float
    cache
        Whatever you want to hand to `lstm_cell_backward`.

    Notes
    -----
    Pre-activations of +-1e3 and cells of 1e6 are ordinary numbers here: no overflow, no warning.

    Examples
    --------
    The gates are i = 3/4, f = 1/2, g = 3/5, o = 4/5 (section "By hand" of the handout):

    >>> one, ln2, ln3 = np.array([[1.0]]), math.log(2), math.log(3)
    >>> W_ih, W_hh = np.array([[ln3], [1.0], [ln2], [0.0]]), np.array([[0.0], [-1.0], [0.0], [ln2]])
    >>> b_ih, b_hh = np.array([0.0, 0.0, 0.0, ln2]), np.zeros(4)
    >>> h_next, c_next, _ = lstm_cell_forward(one, one, (2 * ln2 - 0.9) * one, W_ih, W_hh, b_ih, b_hh)
    >>> h_next.round(4).tolist(), c_next.round(4).tolist()
    ([[0.48]], [[0.6931]])
    """
    ### BEGIN SOLUTION
    # a = x W_ih^T + b_ih + h W_hh^T + b_hh;  i, f, o = sigma(a),  g = tanh(a)
    # c' = f * c + i * g,  h' = o * tanh(c')
    x, h, c, W_ih, W_hh, b_ih, b_hh = _as_floats(x, h, c, W_ih, W_hh, b_ih, b_hh)
    a = x @ W_ih.T + b_ih + h @ W_hh.T + b_hh  # (N, 4H)
    a_i, a_f, a_g, a_o = np.split(a, 4, axis=1)  # (N, H) each
    i, f, g, o = _sigmoid(a_i), _sigmoid(a_f), np.tanh(a_g), _sigmoid(a_o)
    c_next = f * c + i * g
    tanh_c = np.tanh(c_next)
    return o * tanh_c, c_next, (x, h, c, W_ih, W_hh, i, f, g, o, tanh_c)
    ### END SOLUTION


# ----------------------------------------------------------------------------------  B  back through the cell


def lstm_cell_backward(dh_next, dc_next, cache):
    """Carry gradients back through `lstm_cell_forward`.

    Parameters
    ----------
    dh_next, dc_next : (N, H) float
        Gradients of the loss with respect to `h_next` and `c_next`. The loss reaches c_next in two ways:
        directly (dc_next, from later steps) and through h_next. Count both.
    cache
        The third result of `lstm_cell_forward`. It is only read.

    Returns
    -------
    dx : (N, D) float
    dh, dc : (N, H) float
        Gradients with respect to the state that came in.
    dW_ih : (4H, D) float
    dW_hh : (4H, H) float
    db_ih, db_hh : (4H,) float
        Sums over the batch; row blocks i, f, g, o as in the forward step.

    Examples
    --------
    >>> one, ln2, ln3 = np.array([[1.0]]), math.log(2), math.log(3)
    >>> W_ih, W_hh = np.array([[ln3], [1.0], [ln2], [0.0]]), np.array([[0.0], [-1.0], [0.0], [ln2]])
    >>> b_ih, b_hh = np.array([0.0, 0.0, 0.0, ln2]), np.zeros(4)
    >>> cache = lstm_cell_forward(one, one, (2 * ln2 - 0.9) * one, W_ih, W_hh, b_ih, b_hh)[2]
    >>> dx, dh, dc, dW_ih, dW_hh, db_ih, db_hh = lstm_cell_backward(one, 0 * one, cache)
    >>> dc.round(4).tolist(), db_ih.round(4).tolist()
    ([[0.256]], [0.0576, 0.0622, 0.2458, 0.096])
    >>> dx.round(4).tolist(), dh.round(4).tolist()
    ([[0.2959]], [[0.0043]])
    """
    ### BEGIN SOLUTION
    # c' is reached directly and through h' = o tanh(c'):  dc' = dc_next + dh_next * o * (1 - tanh(c')^2)
    # di = dc' * g,  df = dc' * c,  dg = dc' * i,  do = dh_next * tanh(c');  then each through its own curve.
    x, h, c, W_ih, W_hh, i, f, g, o, tanh_c = cache
    dct = dc_next + dh_next * o * (1 - tanh_c**2)
    di, df, dg, do = dct * g, dct * c, dct * i, dh_next * tanh_c
    da_i, da_f = di * i * (1 - i), df * f * (1 - f)
    da_g, da_o = dg * (1 - g**2), do * o * (1 - o)
    da = np.concatenate([da_i, da_f, da_g, da_o], axis=1)  # (N, 4H)
    db = da.sum(axis=0)  # (4H,)
    return da @ W_ih, da @ W_hh, dct * f, da.T @ x, da.T @ h, db, db.copy()
    ### END SOLUTION


# ----------------------------------------------------------------------------------------  C  whole sequences


def lstm_forward(x, h0, c0, W_ih, W_hh, b_ih, b_hh, lengths=None):
    """Run the cell over whole sequences, which may have different lengths.

    Parameters
    ----------
    x : (N, T, D) float
        Rows shorter than T are filled up at the end with finite numbers that mean nothing. N or T may be 0.
    h0, c0 : (N, H) float
        Initial state.
    W_ih, W_hh, b_ih, b_hh : (4H, D), (4H, H), (4H,), (4H,) float
    lengths : (N,) array of any integer dtype, optional
        True length of every row, 0 <= length <= T, in any order. None: all rows have length T.

    Returns
    -------
    hs : (N, T, H) float
        h after every step; 0 at the steps past a row's end.
    (hT, cT) : tuple of (N, H) float
        State after every row's own last step. For a row of length 0 (and for T = 0) that is its initial
        state, as a copy.
    cache
        Whatever you want to hand to `lstm_backward`.

    Examples
    --------
    With all parameters 0, every gate is 1/2 and nothing is written: the cell is halved at every step.

    >>> zero = np.zeros((4, 1)), np.zeros((4, 1)), np.zeros(4), np.zeros(4)
    >>> x, h0, c0 = np.ones((2, 3, 1)), np.zeros((2, 1)), np.array([[8.0], [8.0]])
    >>> hs, (hT, cT), _ = lstm_forward(x, h0, c0, *zero, lengths=np.array([3, 1]))
    >>> cT.tolist()
    [[1.0], [4.0]]
    >>> hs[..., 0].round(3).tolist()
    [[0.5, 0.482, 0.381], [0.5, 0.0, 0.0]]
    """
    ### BEGIN SOLUTION
    # h_t, c_t = cell(x_t, h_{t-1}, c_{t-1}) while t < length; after that the state stands still and shows 0.
    x, h, c, *parameters = _as_floats(x, h0, c0, W_ih, W_hh, b_ih, b_hh)
    (N, T, _), H = x.shape, h.shape[1]
    lengths = np.full(N, T) if lengths is None else np.asarray(lengths)
    alive = np.arange(T)[:, None, None] < lengths[:, None]  # (T, N, 1)
    hs, steps = np.zeros((N, T, H), x.dtype), []
    h, c = h.copy(), c.copy()
    for t in range(T):
        h_next, c_next, step = lstm_cell_forward(x[:, t], h, c, *parameters)
        h, c = np.where(alive[t], h_next, h), np.where(alive[t], c_next, c)
        hs[:, t] = np.where(alive[t], h, 0)
        steps.append(step)
    return hs, (h, c), (x, parameters, alive, steps)
    ### END SOLUTION


def lstm_backward(dhs, dhT, dcT, cache):
    """Backpropagation through time: carry gradients back through `lstm_forward`.

    Parameters
    ----------
    dhs : (N, T, H) float
        Gradient of the loss with respect to `hs`. The (finite) numbers past a row's end are ignored.
    dhT, dcT : (N, H) float
        Gradients with respect to the final state (hT, cT). hT is also the last valid row of hs: the two
        gradients add up.
    cache
        The third result of `lstm_forward`. It is only read.

    Returns
    -------
    dx : (N, T, D) float
        0 past a row's end.
    dh0, dc0 : (N, H) float
        For a row of length 0 (and for T = 0) these are dhT and dcT, as copies.
    dW_ih, dW_hh, db_ih, db_hh : (4H, D), (4H, H), (4H,), (4H,) float
        Sums over batch and valid steps.

    Examples
    --------
    All gates 1/2, three steps: the direct path from cT to c0 multiplies by 1/2 three times.

    >>> zero = np.zeros((4, 1)), np.zeros((4, 1)), np.zeros(4), np.zeros(4)
    >>> cache = lstm_forward(np.ones((1, 3, 1)), np.zeros((1, 1)), np.array([[8.0]]), *zero)[2]
    >>> dx, dh0, dc0, *_ = lstm_backward(np.zeros((1, 3, 1)), np.zeros((1, 1)), np.array([[1.0]]), cache)
    >>> dc0.tolist()
    [[0.125]]
    """
    ### BEGIN SOLUTION
    # From the last step to the first: h_t is reached through its own output (dhs) and step t + 1 (dh).
    # Past a row's end dh and dc wait, unchanged, for the row's last valid step.
    x, parameters, alive, steps = cache
    dx, dparameters = np.zeros_like(x), [np.zeros_like(p) for p in parameters]
    dh, dc = dhT.copy(), dcT.copy()
    for t in reversed(range(len(steps))):
        dh_here, dc_here = np.where(alive[t], dhs[:, t] + dh, 0), np.where(alive[t], dc, 0)
        dx[:, t], dh_before, dc_before, *gradients = lstm_cell_backward(dh_here, dc_here, steps[t])
        dh, dc = np.where(alive[t], dh_before, dh), np.where(alive[t], dc_before, dc)
        dparameters = [total + here for total, here in zip(dparameters, gradients, strict=True)]
    return dx, dh, dc, *dparameters
    ### END SOLUTION


# ----------------------------------------------------------------------------------------  D  around the cell


def init_lstm(D, H, rng, forget_bias=1.0):
    """Draw the parameters of an LSTM, with gates that remember from the start.

    Parameters
    ----------
    D, H : int
    rng : numpy.random.Generator
        Drawn from once for each array: ``rng.uniform(-k, k, shape)`` with k = 1 / sqrt(H), in the order
        W_ih, W_hh, b_ih, b_hh. Nothing else is drawn, and numpy's global generator is left alone.
    forget_bias : float, default 1.0
        What the two biases of the forget gate **add up to** afterwards, in every unit. How it is shared
        between b_ih and b_hh is yours to choose; the other blocks stay as they were drawn.

    Returns
    -------
    parameters : dict
        Keys ``W_ih``, ``W_hh``, ``b_ih``, ``b_hh``; float64.

    Examples
    --------
    >>> parameters = init_lstm(2, 3, np.random.default_rng(0))
    >>> (parameters["b_ih"] + parameters["b_hh"])[3:6].round(12).tolist()
    [1.0, 1.0, 1.0]
    >>> round(float(parameters["W_ih"][0, 0]), 4)
    0.1581
    """
    ### BEGIN SOLUTION
    k = 1 / math.sqrt(H)
    shapes = {"W_ih": (4 * H, D), "W_hh": (4 * H, H), "b_ih": (4 * H,), "b_hh": (4 * H,)}
    parameters = {name: rng.uniform(-k, k, shape) for name, shape in shapes.items()}
    forget = slice(H, 2 * H)
    parameters["b_hh"][forget] = forget_bias - parameters["b_ih"][forget]
    return parameters
    ### END SOLUTION


def lstm_param_count(D, H, layers=1, bidirectional=False, proj=0):
    """Count the numbers that ``torch.nn.LSTM(D, H, layers, bidirectional=..., proj_size=proj)`` learns.

    Parameters
    ----------
    D, H : int
        Input features and units.
    layers : int, default 1
        Layers on top of each other; each reads what the one below shows.
    bidirectional : bool, default False
        Every layer has a second LSTM that reads backwards; the layer above reads both.
    proj : int, default 0
        Not 0: every LSTM shows W_hr h, with W_hr (proj, H), in place of h, to itself at the next step and to
        the layer above.

    Returns
    -------
    count : int

    Examples
    --------
    >>> lstm_param_count(1, 1)
    16
    >>> lstm_param_count(3, 2, layers=2)
    104
    """
    ### BEGIN SOLUTION
    directions = 2 if bidirectional else 1
    shown = proj or H  # width of what one LSTM shows
    count = 0
    for layer in range(layers):
        width = D if layer == 0 else directions * shown
        count += directions * (4 * H * (width + shown) + 8 * H + proj * H)
    return count
    ### END SOLUTION


def cell_path_gradient(f):
    """Direct path of the gradient through the cells: dc_T / dc_0 when only the products f * c are followed.

    Parameters
    ----------
    f : (T, N, H) float
        Forget gates of all steps, between 0 and 1, both ends included (also as integers 0 and 1, which are
        computed in float64). Time comes **first** here.

    Returns
    -------
    gradient : (N, H) float
        Product of the forget gates over time.

    Examples
    --------
    >>> cell_path_gradient(np.array([[[1.0, 0.5]], [[1.0, 0.5]], [[1.0, 0.0]]])).tolist()
    [[1.0, 0.0]]
    >>> cell_path_gradient(np.full((4, 1, 1), 0.5)).tolist()
    [[0.0625]]
    """
    ### BEGIN SOLUTION
    # c_t = f_t * c_{t-1} + ...: every step multiplies by f_t, and by 1 when the gate is open (the carousel).
    (f,) = _as_floats(f)
    return f.prod(axis=0)  # (N, H)
    ### END SOLUTION


def clip_by_global_norm(grads, max_norm):
    """Shorten all gradients together when they are too long; their direction stays.

    Parameters
    ----------
    grads : dict of arrays
        Any names, any shapes; one without entries counts nothing. Integers are computed in float64 here too.
    max_norm : float
        Greater than 0.

    Returns
    -------
    clipped : dict of arrays
        New arrays under the same names, each gradient times min(1, max_norm / (total_norm + 1e-6)).
    total_norm : float
        Length of all gradients laid end to end in one long vector, **before** clipping.

    Examples
    --------
    >>> clipped, norm = clip_by_global_norm({"W": np.array([[3.0]]), "b": np.array([4.0])}, 1.0)
    >>> norm, clipped["W"].round(4).tolist(), clipped["b"].round(4).tolist()
    (5.0, [[0.6]], [0.8])
    """
    ### BEGIN SOLUTION
    # |g| = sqrt(sum of all squares). math.sqrt: a numpy float64 scalar would turn float32 into float64.
    squares = (np.square(grad, dtype=np.float64) for grad in grads.values())
    total_norm = math.sqrt(sum(float(np.sum(square)) for square in squares))
    scale = min(1.0, max_norm / (total_norm + 1e-6))
    return {name: grad * scale for name, grad in grads.items()}, total_norm
    ### END SOLUTION
