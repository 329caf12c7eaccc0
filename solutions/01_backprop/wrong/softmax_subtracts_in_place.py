"""The argument itself is changed: z -= z.max(...) writes into the caller's array; make a new one."""


def softmax(z, axis=-1):
    z = _as_float(z)
    z -= z.max(axis=axis, keepdims=True)
    powers = np.exp(z)
    return powers / powers.sum(axis=axis, keepdims=True)
