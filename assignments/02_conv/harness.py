"""How the tests call what cannot be called with plain arrays alone.

Forward functions return a cache that only your own backward function understands, and a random generator is
no plain value either. The functions here run beside your file: they call forward and backward one after the
other, make the generator from a seed, and hand back arrays. Each takes your module first and is otherwise
named and called like the function it drives.
"""

import random

import numpy as np


def im2col_in_turn(module, first, second):
    """Return the columns of two images, the second written where the first one stood."""
    return _in_turn(module.im2col, first, second)


def col2im_in_turn(module, first, second):
    """Return the pixels of two sets of columns, the second written where the first one stood."""
    return _in_turn(module.col2im, first, second)


def conv2d_forward(module, x, w, b, **options):
    """Return out; the cache stays here."""
    out, _ = _two(module.conv2d_forward(x, w, b, **options))
    return out


def conv2d_forward_in_turn(module, first, second):
    """Return out of two problems (x, w, b), the second written where the first one stood."""
    return _in_turn(lambda *inputs: conv2d_forward(module, *inputs), first, second)


def conv2d_backward(module, dout, x, w, b, **options):
    """Return (dx, dw, db): forward, then backward with the cache."""
    _, cache = _two(module.conv2d_forward(x, w, b, **options))
    return module.conv2d_backward(dout, cache)


def conv2d_backward_twice(module, dout, x, w, b, **options):
    """Return what the second of two backward calls with one cache says; the first has twice the gradient."""
    _, cache = _two(module.conv2d_forward(x, w, b, **options))
    module.conv2d_backward(2 * dout, cache)
    return module.conv2d_backward(dout.copy(), cache)


def conv2d_backward_two_caches(module, first, second):
    """Return the gradients of two problems (dout, x, w, b): both forward first, then both backward."""
    caches = [_two(module.conv2d_forward(*inputs))[1] for _, *inputs in (first, second)]
    return [
        module.conv2d_backward(dout, cache) for (dout, *_), cache in zip((first, second), caches, strict=True)
    ]


def conv2d_backward_six_times(module, dout, x, w, b, **options):
    """Return (dx, dw, db), for the clock: forward once (it hardly counts then), backward six times."""
    _, cache = _two(module.conv2d_forward(x, w, b, **options))
    for _ in range(5):
        module.conv2d_backward(dout, cache)
    return module.conv2d_backward(dout, cache)


def maxpool2d_forward(module, x, k, **options):
    """Return out; the cache stays here."""
    out, _ = _two(module.maxpool2d_forward(x, k, **options))
    return out


def maxpool2d_forward_in_turn(module, first, second):
    """Return out of two problems (x, k), the second written where the first one stood."""
    return _in_turn(lambda *inputs: maxpool2d_forward(module, *inputs), first, second)


def maxpool2d_backward(module, dout, x, k, **options):
    """Return dx: forward, then backward with the cache."""
    _, cache = _two(module.maxpool2d_forward(x, k, **options))
    return module.maxpool2d_backward(dout, cache)


def maxpool2d_backward_twice(module, dout, x, k, **options):
    """Return what the second of two backward calls with one cache says; the first has twice the gradient."""
    _, cache = _two(module.maxpool2d_forward(x, k, **options))
    module.maxpool2d_backward(2 * dout, cache)
    return module.maxpool2d_backward(dout.copy(), cache)


def maxpool2d_backward_two_caches(module, first, second):
    """Return the gradients of two problems (dout, x, k): both forward first, then both backward."""
    caches = [_two(module.maxpool2d_forward(*inputs))[1] for _, *inputs in (first, second)]
    return [
        module.maxpool2d_backward(dout, cache)
        for (dout, *_), cache in zip((first, second), caches, strict=True)
    ]


def maxpool2d(module, dout, x, k, **options):
    """Return (out, dx), for the clock."""
    out, cache = _two(module.maxpool2d_forward(x, k, **options))
    return out, module.maxpool2d_backward(dout, cache)


def avgpool2d_forward(module, x, k, **options):
    """Return out; the cache stays here."""
    out, _ = _two(module.avgpool2d_forward(x, k, **options))
    return out


def avgpool2d_forward_in_turn(module, first, second):
    """Return out of two problems (x, k), the second written where the first one stood."""
    return _in_turn(lambda *inputs: avgpool2d_forward(module, *inputs), first, second)


def avgpool2d_backward(module, dout, x, k, **options):
    """Return dx: forward, then backward with the cache."""
    _, cache = _two(module.avgpool2d_forward(x, k, **options))
    return module.avgpool2d_backward(dout, cache)


def avgpool2d_backward_two_caches(module, first, second):
    """Return the gradients of two problems (dout, x, k): both forward first, then both backward twice."""
    caches = [_two(module.avgpool2d_forward(*inputs))[1] for _, *inputs in (first, second)]
    for (dout, *_), cache in zip((first, second), caches, strict=True):
        module.avgpool2d_backward(2 * dout, cache)
    return [
        module.avgpool2d_backward(dout, cache)
        for (dout, *_), cache in zip((first, second), caches, strict=True)
    ]


def batchnorm_forward(module, x, gamma, beta, running_mean, running_var, **options):
    """Return (out, new_running_mean, new_running_var); the cache stays here."""
    returned = module.batchnorm_forward(x, gamma, beta, running_mean, running_var, **options)
    out, new_running_mean, new_running_var, _ = _four(returned)
    return out, new_running_mean, new_running_var


def batchnorm_forward_in_turn(module, first, second):
    """Return the results of two problems (x, gamma, ...), the second written where the first one stood."""
    return _in_turn(lambda *inputs: batchnorm_forward(module, *inputs), first, second)


def batchnorm_backward(module, dout, x, gamma, beta, running_mean, running_var, **options):
    """Return (dx, dgamma, dbeta): forward, then backward with the cache."""
    returned = module.batchnorm_forward(x, gamma, beta, running_mean, running_var, **options)
    return module.batchnorm_backward(dout, _four(returned)[3])


def batchnorm_backward_twice(module, dout, x, gamma, beta, running_mean, running_var, **options):
    """Return what the second of two backward calls with one cache says; the first has twice the gradient."""
    returned = module.batchnorm_forward(x, gamma, beta, running_mean, running_var, **options)
    cache = _four(returned)[3]
    module.batchnorm_backward(2 * dout, cache)
    return module.batchnorm_backward(dout.copy(), cache)


def batchnorm_backward_two_caches(module, first, second):
    """Return the gradients of two problems (dout, x, gamma, ...): both forward first, then both backward."""
    caches = [_four(module.batchnorm_forward(*inputs))[3] for _, *inputs in (first, second)]
    return [
        module.batchnorm_backward(dout, cache)
        for (dout, *_), cache in zip((first, second), caches, strict=True)
    ]


def convnet_init(module, seed):
    """Return the parameters drawn from a generator of this seed."""
    return module.convnet_init(np.random.default_rng(seed))


def convnet_init_twice(module, seed):
    """Return the parameters of two draws; those of the first were all made 1 larger before the second."""
    first = module.convnet_init(np.random.default_rng(seed))
    for value in first.values():
        value[...] += 1
    return first, module.convnet_init(np.random.default_rng(seed + 1))


def convnet_loss_and_grads(module, params, X, y):
    """Return (loss as a Python float, grads)."""
    loss, grads = _two(module.convnet_loss_and_grads(params, X, y), "(loss, grads)")
    return float(loss), grads


def convnet_loss_and_grads_in_turn(module, first, second):
    """Return (loss, grads) of two problems (params, X, y), the second written where the first one stood."""
    return _in_turn(lambda *inputs: convnet_loss_and_grads(module, *inputs), first, second)


def train_convnet(module, params, X, y, seed, **options):
    """Return the trained parameters; the generator is made from `seed`."""
    return module.train_convnet(params, X, y, rng=np.random.default_rng(seed), **options)


def train_and_predict(module, X, y, X_new, seed, **options):
    """Start from `convnet_init`, train, and return the classes of images that were not trained on."""
    rng = np.random.default_rng(seed)
    params = module.train_convnet(module.convnet_init(rng), X, y, rng=rng, **options)
    return module.convnet_predict(params, X_new)


def global_state_survives(module, X, y, seed):
    """Say whether the global random states of numpy and Python are the same after drawing and training."""
    before = np.random.get_state(), random.getstate()
    rng = np.random.default_rng(seed)
    params = module.convnet_init(rng)
    module.train_convnet(params, X, y, epochs=1, lr=0.1, momentum=0.5, batch_size=len(X), rng=rng)
    same = all(bool(np.all(a == b)) for a, b in zip(before[0], np.random.get_state(), strict=True))
    return same and before[1] == random.getstate()


def draws_of_two_epochs(module, params, X, y, seed):
    """Say whether anything was drawn for one epoch, and whether more was drawn for two."""
    states = [np.random.default_rng(seed).bit_generator.state]
    for epochs in (1, 2):
        rng = np.random.default_rng(seed)
        module.train_convnet(params, X, y, epochs=epochs, lr=0.01, momentum=0.5, batch_size=2, rng=rng)
        states.append(rng.bit_generator.state)
    return states[1] != states[0], states[2] != states[1]


def _in_turn(function, first, second):
    results = [function(*first)]
    for old, new in zip(first, second, strict=True):
        for name in old if isinstance(old, dict) else ():
            old[name][...] = new[name]
        if isinstance(old, np.ndarray):
            old[...] = new
    return [*results, function(*first)]


def _two(returned, what="(out, cache)"):
    if not isinstance(returned, tuple) or len(returned) != 2:
        raise TypeError(f"the function must return a tuple of two: {what}")
    return returned


def _four(returned):
    if not isinstance(returned, tuple) or len(returned) != 4:
        raise TypeError(
            "the function must return a tuple of four: (out, new_running_mean, new_running_var, cache)"
        )
    return returned
