"""The norm is the sum of all squares: its root is missing."""


def clip_by_global_norm(grads, max_norm):
    total_norm = sum(float(np.sum(np.square(grad, dtype=np.float64))) for grad in grads.values())
    scale = min(1.0, max_norm / (total_norm + 1e-6))
    return {name: grad * scale for name, grad in grads.items()}, total_norm
