"""Single values are cut off at max_norm: that is clipping by value and changes the direction. Multiply
everything by one factor."""


def clip_by_global_norm(grads, max_norm):
    total_norm = math.sqrt(sum(float(np.sum(np.square(grad))) for grad in grads.values()))
    scale = min(1.0, max_norm / (total_norm + 1e-6))
    return {name: np.clip(grad, -max_norm, max_norm) * 1.0 for name, grad in grads.items()}, total_norm
