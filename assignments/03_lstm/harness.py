"""How the tests call what cannot be called with plain arrays alone.

Forward functions return a cache that only your own backward function understands. The tests therefore never
see a cache: the functions here run beside your file, call forward and backward one after the other, and hand
back arrays. Each takes your module first and is otherwise named after the function it drives.
"""

import numpy as np

PARAMETERS = ("W_ih", "W_hh", "b_ih", "b_hh")


def lstm_cell_forward(module, x, h, c, W_ih, W_hh, b_ih, b_hh):
    """Return (h_next, c_next); the cache stays here."""
    return _cell(module, (x, h, c, W_ih, W_hh, b_ih, b_hh))[:2]


def lstm_cell_forward_in_turn(module, first, second):
    """Return (h_next, c_next) of two problems (x, h, ...), the second written where the first one stood."""
    return _in_turn(lambda *inputs: lstm_cell_forward(module, *inputs), first, second)


def lstm_cell_backward(module, dh_next, dc_next, x, h, c, W_ih, W_hh, b_ih, b_hh):
    """Return the seven gradients: forward, then backward with the cache."""
    cache = _cell(module, (x, h, c, W_ih, W_hh, b_ih, b_hh))[2]
    return _seven(module.lstm_cell_backward(dh_next, dc_next, cache))


def lstm_cell_backward_twice(module, dh_next, dc_next, *inputs):
    """Return what the second of two backward calls with one cache says."""
    cache = _cell(module, inputs)[2]
    module.lstm_cell_backward(dh_next.copy(), dc_next.copy(), cache)
    return _seven(module.lstm_cell_backward(dh_next.copy(), dc_next.copy(), cache))


def lstm_cell_backward_two_upstreams(module, first, second, *inputs):
    """Return the gradients for two pairs (dh_next, dc_next) and one cache, looked at after both calls."""
    cache = _cell(module, inputs)[2]
    return [_seven(module.lstm_cell_backward(*upstream, cache)) for upstream in (first, second)]


def lstm_cell_backward_two_caches(module, first, second, last_first=False):
    """Return the gradients of two problems (dh_next, dc_next, x, ...): both forward, then both backward."""
    problems = [(upstream, _cell(module, inputs)[2]) for *upstream, inputs in map(_cut_two, (first, second))]
    return _both(module.lstm_cell_backward, problems, last_first)


def lstm_forward(module, x, h0, c0, W_ih, W_hh, b_ih, b_hh, **options):
    """Return (hs, (hT, cT)); the cache stays here."""
    return _sequence(module, (x, h0, c0, W_ih, W_hh, b_ih, b_hh), options)[:2]


def lstm_forward_in_turn(module, first, second):
    """Return (hs, (hT, cT)) of two problems (x, ..., lengths), the second where the first one stood."""
    return _in_turn(lambda *inputs: lstm_forward(module, *inputs[:-1], lengths=inputs[-1]), first, second)


def lstm_forward_in_chunks(module, cut, *inputs):
    """Return (hs, (hT, cT)) of one sequence run in two chunks, the first one's state handed to the second."""
    x, *state_and_parameters = inputs
    early, state, _ = _sequence(module, (x[:, :cut], *state_and_parameters), {})
    late, state, _ = _sequence(module, (x[:, cut:], *state, *state_and_parameters[2:]), {})
    return np.concatenate([early, late], axis=1), state


def lstm_backward(module, dhs, dhT, dcT, x, h0, c0, W_ih, W_hh, b_ih, b_hh, **options):
    """Return the seven gradients: forward, then backward with the cache."""
    cache = _sequence(module, (x, h0, c0, W_ih, W_hh, b_ih, b_hh), options)[2]
    return _seven(module.lstm_backward(dhs, dhT, dcT, cache))


def lstm_backward_twice(module, dhs, dhT, dcT, *inputs, **options):
    """Return what the second of two backward calls with one cache says."""
    cache = _sequence(module, inputs, options)[2]
    module.lstm_backward(dhs.copy(), dhT.copy(), dcT.copy(), cache)
    return _seven(module.lstm_backward(dhs.copy(), dhT.copy(), dcT.copy(), cache))


def lstm_backward_two_upstreams(module, first, second, *inputs):
    """Return the gradients for two triples (dhs, dhT, dcT) and one cache, looked at after both calls."""
    cache = _sequence(module, inputs, {})[2]
    return [_seven(module.lstm_backward(*upstream, cache)) for upstream in (first, second)]


def lstm_backward_two_caches(module, first, second, last_first=False, lengths=(None, None)):
    """Return the gradients of two problems (dhs, dhT, dcT, x, h0, ...): both forward, then both backward."""
    problems = [
        (given[:3], _sequence(module, given[3:], {} if length is None else {"lengths": length})[2])
        for given, length in zip((first, second), lengths, strict=True)
    ]
    return _both(module.lstm_backward, problems, last_first)


def lstm_backward_in_chunks(module, cut, dhs, dhT, dcT, *inputs):
    """Return the seven gradients of one sequence run in two chunks, back through the later one first."""
    x, *state_and_parameters = inputs
    _, state, early = _sequence(module, (x[:, :cut], *state_and_parameters), {})
    _, _, late = _sequence(module, (x[:, cut:], *state, *state_and_parameters[2:]), {})
    dx_late, dh, dc, *late_sums = _seven(module.lstm_backward(dhs[:, cut:], dhT, dcT, late))
    dx_early, dh0, dc0, *early_sums = _seven(module.lstm_backward(dhs[:, :cut], dh, dc, early))
    sums = [one + other for one, other in zip(early_sums, late_sums, strict=True)]
    return np.concatenate([dx_early, dx_late], axis=1), dh0, dc0, *sums


def lstm_backward_repeated(module, many_dhs, dhT, dcT, *inputs):
    """Return the seven gradients of every dhs in many_dhs, all with one cache: what the speed test times.

    A cache that serves only once is another test's business: then every call gets a new one.
    """
    cache = _sequence(module, inputs, {})[2]
    try:
        return [_seven(module.lstm_backward(dhs, dhT, dcT, cache)) for dhs in many_dhs]
    except Exception:  # noqa: BLE001 (what is wrong with more than the cache fails again below)
        caches = (_sequence(module, inputs, {})[2] for _ in many_dhs)
        return [
            _seven(module.lstm_backward(dhs, dhT, dcT, new))
            for dhs, new in zip(many_dhs, caches, strict=True)
        ]


def init_lstm(module, D, H, seed, **options):
    """Return the dictionary of parameters drawn with numpy's default generator, started from `seed`."""
    return module.init_lstm(D, H, np.random.default_rng(seed), **options)


def init_lstm_as_drawn(module, D, H, seed, **options):
    """Return the parameters but for the forget gate's biases."""
    return _laid_down(init_lstm(module, D, H, seed, **options), H)[0]


def init_lstm_forget_bias(module, D, H, seed, **options):
    """Return the sum of the forget gate's biases: of them no more is laid down."""
    return _laid_down(init_lstm(module, D, H, seed, **options), H)[1]


def init_lstm_again(module, D, H, seed):
    """Return the parameters of two LSTMs drawn from one generator, and what it draws next."""
    rng = np.random.default_rng(seed)
    parameters = [module.init_lstm(D, H, rng) for _ in range(2)]
    return [*(_laid_down(each, H)[0] for each in parameters), float(rng.random())]


def cell_path_gradient_in_turn(module, first, second):
    """Return the products of two sets of gates."""
    return [module.cell_path_gradient(f) for f in (first, second)]


def clipped_by_global_norm(module, grads, max_norm):
    """Return the clipped gradients alone; the norm has a test of its own."""
    return _clip(module, grads, max_norm)[0]


def clip_by_global_norm_in_turn(module, first, second, max_norm):
    """Return the clipped gradients of two dictionaries with the same names and shapes."""
    return [_clip(module, grads, max_norm)[0] for grads in (first, second)]


def init_lstm_leaves_global_generator(module, D, H, seed):
    """Say whether numpy's global generator is after init_lstm where it was before."""
    np.random.random(3)  # away from where a seed would put it
    before = np.random.get_state()
    init_lstm(module, D, H, seed)
    after = np.random.get_state()
    return before[2] == after[2] and bool(np.array_equal(before[1], after[1]))


def _in_turn(function, first, second):
    results = [function(*first)]
    for old, new in zip(first, second, strict=True):
        old[...] = new
    return [*results, function(*first)]


def _laid_down(parameters, H):
    if not isinstance(parameters, dict) or set(parameters) != set(PARAMETERS):
        raise TypeError("init_lstm must return a dict with the keys W_ih, W_hh, b_ih and b_hh")
    W_ih, W_hh, b_ih, b_hh = (parameters[name] for name in PARAMETERS)
    others = np.r_[0:H, 2 * H : 4 * H]
    drawn = {
        "W_ih": W_ih,
        "W_hh": W_hh,
        "shapes of b_ih and b_hh": [list(np.shape(b_ih)), list(np.shape(b_hh))],
        "b_ih without the forget gate": b_ih[others],
        "b_hh without the forget gate": b_hh[others],
    }
    return drawn, b_ih[H : 2 * H] + b_hh[H : 2 * H]


def _cell(module, inputs):
    returned = module.lstm_cell_forward(*inputs)
    if not isinstance(returned, (tuple, list)) or len(returned) != 3:
        raise TypeError("lstm_cell_forward must return three things: (h_next, c_next, cache)")
    return tuple(returned)


def _sequence(module, inputs, options):
    returned = module.lstm_forward(*inputs, **options)
    if not isinstance(returned, (tuple, list)) or len(returned) != 3:
        raise TypeError("lstm_forward must return three things: (hs, (hT, cT), cache)")
    hs, state, cache = returned
    if not isinstance(state, (tuple, list)) or len(state) != 2:
        raise TypeError("the second thing lstm_forward returns must be the pair (hT, cT)")
    return hs, tuple(state), cache


def _seven(returned):
    if not isinstance(returned, (tuple, list)) or len(returned) != 7:
        raise TypeError("backward must return seven gradients: dx, dh, dc, dW_ih, dW_hh, db_ih, db_hh")
    return tuple(returned)


def _clip(module, grads, max_norm):
    returned = module.clip_by_global_norm(grads, max_norm)
    if not isinstance(returned, (tuple, list)) or len(returned) != 2:
        raise TypeError("clip_by_global_norm must return two things: (clipped, total_norm)")
    return tuple(returned)


def _cut_two(problem):
    return problem[0], problem[1], problem[2:]


def _both(backward, problems, last_first):
    gradients = {}
    for which in (1, 0) if last_first else (0, 1):
        upstream, cache = problems[which]
        gradients[which] = _seven(backward(*upstream, cache))
    return [gradients[0], gradients[1]]
