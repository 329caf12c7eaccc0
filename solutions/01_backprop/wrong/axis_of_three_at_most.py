"""Far from the end of the shape the wrong axis is summed.
Hand `axis` on as it is; numpy counts negative axes from the end itself."""


def softmax(z, axis=-1):
    z = _as_float(z)
    axis = axis % 3 if z.ndim > 2 else axis
    powers = np.exp(z - z.max(axis=axis, keepdims=True))
    return powers / powers.sum(axis=axis, keepdims=True)
