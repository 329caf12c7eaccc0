"""float32 becomes float64: the factor is a numpy float64 scalar, which wins over a float32 array. Make it a
Python float."""


def clip_by_global_norm(grads, max_norm):
    total_norm = math.sqrt(sum(float(np.sum(np.square(grad))) for grad in grads.values()))
    scale = min(1.0, max_norm / (total_norm + 1e-6))
    return {name: grad * np.float64(scale) for name, grad in grads.items()}, total_norm
