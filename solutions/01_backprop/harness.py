"""Small functions that run beside your code and hand plain data to the tests.

Tests exchange only numbers, strings, arrays and containers of them with your code. A cache, a `Var`, a random
generator or a function that is to be differentiated stays on your side: the functions here make it, use it
and return what came out. Each takes your module first.
"""

import tracemalloc

import numpy as np

# --------------------------------------------------------------------------- B  the affine layer


def affine_forward(module, x, W, b):
    """Return `out`; the cache stays here."""
    return _pair(module.affine_forward(x, W, b))[0]


def affine_backward(module, dout, x, W, b):
    """Return (dx, dW, db): forward, then backward with the cache."""
    _, cache = _pair(module.affine_forward(x, W, b))
    return module.affine_backward(dout, cache)


def affine_backward_twice(module, dout, x, W, b):
    """Return what three backward calls with one cache say: of dout, of another one, and of dout again."""
    _, cache = _pair(module.affine_forward(x, W, b))
    return [module.affine_backward(gradient, cache) for gradient in (dout.copy(), 1 - dout, dout.copy())]


def affine_backward_two_caches(module, first, second):
    """Return the gradients of two problems (dout, x, W, b): both forward first, then both backward."""
    caches = [_pair(module.affine_forward(*inputs))[1] for _, *inputs in (first, second)]
    return [
        module.affine_backward(dout, cache) for (dout, *_), cache in zip((first, second), caches, strict=True)
    ]


def _pair(returned):
    if not isinstance(returned, tuple) or len(returned) != 2:
        raise TypeError("the function must return a tuple of two: (out, cache)")
    return returned


# --------------------------------------------------------------------------- two calls, one after the other


def matrix_gradients_in_turn(module, first, second):
    """Return what the four functions say of four inputs each, the second ones where the first stood."""
    functions = (
        module.grad_quadratic_form,
        module.grad_trace_axb,
        module.grad_least_squares,
        module.grad_logdet,
    )
    return [_in_turn(f, one, other) for f, one, other in zip(functions, first, second, strict=True)]


def affine_forward_in_turn(module, first, second):
    """Return out of two problems (x, W, b), the second written where the first one stood."""
    return _in_turn(lambda *inputs: affine_forward(module, *inputs), first, second)


def sigmoids_in_turn(module, first, second):
    """Return what all four functions say of two pairs (dout, out), the second where the first one stood."""
    alone = [_in_turn(f, first[1:], second[1:]) for f in (module.sigmoid, module.softplus)]
    return alone + [_in_turn(f, first, second) for f in (module.sigmoid_backward, module.tanh_backward)]


def rectifiers_in_turn(module, first, second):
    """Return what all four functions say of two pairs (dout, x), the second where the first one stood."""
    alone = [_in_turn(f, first[1:], second[1:]) for f in (module.relu, module.leaky_relu)]
    return alone + [_in_turn(f, first, second) for f in (module.relu_backward, module.leaky_relu_backward)]


def softmax_in_turn(module, first, second):
    """Return softmax and log_softmax of two arrays of scores, the second where the first one stood."""
    return [_in_turn(f, (first,), (second,)) for f in (module.softmax, module.log_softmax)]


def softmax_derivatives_in_turn(module, first, second):
    """Return softmax_jacobian and softmax_vjp of two pairs (p, g), the second where the first one stood."""
    return _in_turn(module.softmax_jacobian, first[:1], second[:1]), _in_turn(
        module.softmax_vjp, first, second
    )


def softmax_regression_in_turn(module, first, second):
    """Return the gradients of two problems (W, X, y), the second written where the first one stood."""
    return _in_turn(module.grad_softmax_regression, first, second)


def cross_entropy_in_turn(module, first, second):
    """Return (loss, dlogits) of two problems (logits, y), the second written where the first one stood."""
    return _in_turn(module.cross_entropy, first, second)


def bce_with_logits_in_turn(module, first, second):
    """Return (loss, dz) of two problems (z, t), the second written where the first one stood."""
    return _in_turn(module.bce_with_logits, first, second)


def quadratic_cost_in_turn(module, first, second):
    """Return (loss, da) of two problems (a, y), the second written where the first one stood."""
    return _in_turn(module.quadratic_cost, first, second)


def sigmoid_net_backprop_in_turn(module, first, second):
    """Return the answers for two problems (W1, b1, W2, b2, X, Y), the second where the first one stood."""

    def two_layers(W1, b1, W2, b2, X, Y):
        return module.sigmoid_net_backprop([W1, W2], [b1, b2], X, Y)

    return _in_turn(two_layers, first, second)


def numerical_gradient_in_turn(module, function, first, second):
    """Return the numerical gradients at two places, the second written where the first one stood."""
    return _in_turn(lambda x: module.numerical_gradient(FUNCTIONS[function], x), [first], [second])


def mlp_loss_and_grads_in_turn(module, first, second):
    """Return (loss, grads) of two problems (params, X, y), the second written where the first one stood."""
    return _in_turn(module.mlp_loss_and_grads, first, second)


def _in_turn(function, first, second):
    # the first call's arrays are taken again, so that an answer kept for an array shows
    first = [np.array(old) if isinstance(old, np.ndarray) else old for old in first]
    results = [function(*first)]
    for old, new in zip(first, second, strict=True):
        for name in old if isinstance(old, dict) else ():
            old[name][...] = new[name]
        if isinstance(old, np.ndarray):
            old[...] = new
    return [*results, function(*first)]


# --------------------------------------------------------------------------- memory


def softmax_vjp_peak(module, p, g):
    """Return the gradient and the largest number of MiB held at once on the way."""
    return _peak(module.softmax_vjp, p, g)


def cross_entropy_peak(module, logits, y):
    """Return (loss, dlogits) and the largest number of MiB held at once on the way."""
    return _peak(module.cross_entropy, logits, y)


def _peak(function, *args):
    # numpy reports its arrays to tracemalloc: the peak does not depend on the machine or its load
    tracemalloc.start()
    try:
        result = function(*args)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    return result, peak // 2**20  # whole MiB: the same every time


# --------------------------------------------------------------------------- E  networks


def mlp_init(module, sizes, seed, **options):
    """Return the parameters drawn from a generator made of `seed`."""
    return module.mlp_init(sizes, np.random.default_rng(seed), **options)


def mlp_init_again(module, sizes, seed):
    """Return the parameters of two networks drawn from one generator; the first is trained in between."""
    rng = np.random.default_rng(seed)
    params = module.mlp_init(sizes, rng)
    first = {name: np.array(value) for name, value in params.items()}
    for name in params:
        params[name] += 1.0
    return [first, module.mlp_init(sizes, rng)]


def mlp_init_keeps_global_state(module, sizes, seed):
    """Say whether numpy's global random state is the same after the call as before."""
    # not as an earlier call may have left it: seeding it the same way twice would not show
    np.random.seed(12345)
    before = str(np.random.get_state(legacy=False))
    expected = np.random.random(3)
    np.random.seed(12345)
    module.mlp_init(sizes, np.random.default_rng(seed))
    after = str(np.random.get_state(legacy=False))
    return before == after and bool((expected == np.random.random(3)).all())


# --------------------------------------------------------------------------- F  automatic differentiation


def var_program(module, program, **values):
    """Run a few lines of Python on variables, and return what became of each.

    Parameters
    ----------
    program : str
        Lines such as ``root = a * b + a`` and ``root.backward()``. `a`, `b` ... are the variables given in
        `values`; of Python's built-in functions only `range` is there.
    **values : float
        A leaf of this name and value for each; one of them is `a`.

    Returns
    -------
    dict
        For every name that holds a variable in the end: (value, grad).
    """
    names = {name: module.Var(value) for name, value in values.items()}
    exec(program, {"__builtins__": {"range": range}}, names)  # noqa: S102 (our own lines, not a student's)
    if not isinstance(names.get("root", names["a"]), module.Var):
        raise TypeError("an operation on variables did not give a Var")
    return {
        name: (var.value, var.grad)
        for name, var in names.items()
        if isinstance(var, module.Var) and not name.startswith("_")
    }


# --------------------------------------------------------------------------- G  checking gradients

FUNCTIONS = {
    "squares": lambda x: np.sum(x**2),
    "cubes": lambda x: float(np.sum(x**3)),
    "waves": lambda x: np.asarray(np.sum(np.sin(x) * np.exp(x / 4))),
    "cubes_and_a_root": lambda x: np.sum(x[:-1] ** 3) + (x[-1] ** 0.5 if x[-1] >= 0 else np.nan),
    "neighbours": lambda x: np.sum(x.reshape(-1)[1:] * x.reshape(-1)[:-1] ** 2),
}

GRADIENTS = {
    "cubes": lambda x: 3 * x**2,
    "cubes_doubled": lambda x: 6 * x**2,
    "cubes_negative": lambda x: -3 * x**2,
    "cubes_nearly": lambda x: 3.0003 * x**2,
    "cubes_beyond_a_millionth": lambda x: 3.00001 * x**2,
    "cubes_within_a_millionth": lambda x: 3.000002 * x**2,
    "cubes_not_a_number": lambda x: np.where(_places(x) == 0, np.nan, 3 * x**2),
    "cubes_not_a_number_at_the_end": lambda x: np.where(_places(x) == x.size - 1, np.nan, 3 * x**2),
    "cubes_one_entry_off": lambda x: 3 * x**2 + _places(x) // (x.size - 1),
    "squares": lambda x: 2 * x,
    "squares_smallest_off": lambda x: 2 * x * np.where(np.abs(x) == np.abs(x).min(), 1.001, 1),
    "waves": lambda x: (np.cos(x) + np.sin(x) / 4) * np.exp(x / 4),
}


def _places(x):
    return np.arange(x.size).reshape(x.shape)


def numerical_gradient(module, function, x, **options):
    """Return the numerical gradient of the function of that name in FUNCTIONS."""
    return module.numerical_gradient(FUNCTIONS[function], x, **options)


def numerical_gradient_manners(module, function, x):
    """Return x as it is afterwards, and the kinds of arrays (dtype, shape) the function was called with."""
    kinds = set()

    def watched(argument):
        kinds.add((str(argument.dtype), str(argument.shape)))
        return FUNCTIONS[function](argument)

    module.numerical_gradient(watched, x)
    return x, sorted(kinds)


def gradient_check_kinds(module, function, gradient, x):
    """Return the kinds of arrays (dtype, shape) that function and gradient were called with."""
    kinds = set()

    def watched(called):
        def call(argument):
            kinds.add((str(argument.dtype), str(argument.shape)))
            return called(argument)

        return call

    module.gradient_check(watched(FUNCTIONS[function]), watched(GRADIENTS[gradient]), x)
    return sorted(kinds)


def gradient_check(module, function, gradient, x, **options):
    """Return whether a gradient in GRADIENTS passes for that of a function in FUNCTIONS."""
    return module.gradient_check(FUNCTIONS[function], GRADIENTS[gradient], x, **options)
