"""Every gradient is clipped by its own norm, which changes the direction. There is one norm for all of them
together."""


def clip_by_global_norm(grads, max_norm):
    total_norm = math.sqrt(sum(float(np.sum(np.square(grad))) for grad in grads.values()))
    scale = min(1.0, max_norm / (total_norm + 1e-6))
    norms = {name: float(np.linalg.norm(grad)) for name, grad in grads.items()}
    return {
        name: grad * min(1.0, max_norm / (norms[name] + 1e-6)) for name, grad in grads.items()
    }, total_norm
