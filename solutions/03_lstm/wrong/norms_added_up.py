"""The norm is too large: the norms of the arrays are added up. Add their squares, and take the root of the sum."""


def clip_by_global_norm(grads, max_norm):
    total_norm = sum(float(np.linalg.norm(grad)) for grad in grads.values())
    scale = min(1.0, max_norm / (total_norm + 1e-6))
    return {name: grad * scale for name, grad in grads.items()}, total_norm
