"""The first slope is 1, so the exponent starts at 0: head i has 2^(-8 (i + 1) / n)."""


def alibi_slopes(n):
    def for_power(m):
        return 2.0 ** (-8 * np.arange(m) / m)

    m = 1 << (int(n).bit_length() - 1)
    return np.concatenate([for_power(m), for_power(2 * m)[0::2][: n - m]])
