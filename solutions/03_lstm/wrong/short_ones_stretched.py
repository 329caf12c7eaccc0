"""Short gradients are made longer: the factor must not be above 1."""


def clip_by_global_norm(grads, max_norm):
    total_norm = math.sqrt(sum(float(np.sum(np.square(grad))) for grad in grads.values()))
    scale = max_norm / (total_norm + 1e-6)
    return {name: grad * scale for name, grad in grads.items()}, total_norm
