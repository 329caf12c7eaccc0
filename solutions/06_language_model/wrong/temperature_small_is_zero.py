"""A temperature just above 0 is treated like 0. Only 0 itself has no quotient; ask t == 0."""


def apply_temperature(logits, t):
    logits = _as_float(logits)
    if t > 1e-6:
        return logits / float(t)
    sharp = np.full_like(logits, -np.inf)
    sharp[np.argmax(logits)] = 0
    return sharp
