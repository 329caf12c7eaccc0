"""All-zero gradients fail: max_norm is divided by a norm of 0. Add the 1e-6, or clip only where the norm is too
large."""


def clip_by_global_norm(grads, max_norm):
    total_norm = math.sqrt(sum(float(np.sum(np.square(grad, dtype=np.float64))) for grad in grads.values()))
    scale = min(1.0, max_norm / total_norm)
    return {name: grad * scale for name, grad in grads.items()}, total_norm
