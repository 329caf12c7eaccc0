"""Small gradients with a limit below 1 are shortened too much: the norm below the fraction is never less
than 1. It is max_norm that the norm is compared with: the factor is min(1, max_norm / norm)."""


def clip_by_global_norm(grads, max_norm):
    total_norm = math.sqrt(sum(float(np.sum(np.square(grad))) for grad in grads.values()))
    scale = max_norm / max(total_norm, 1.0) if total_norm > max_norm else 1.0
    return {name: grad * scale for name, grad in grads.items()}, total_norm
