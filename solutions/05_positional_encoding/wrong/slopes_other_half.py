"""Between powers of two the additional heads take the 2nd, 4th ... of the longer list, which the first heads
have already; they take the 1st, 3rd, 5th ...
"""


def alibi_slopes(n):
    def for_power(m):
        return 2.0 ** (-8 * np.arange(1, m + 1) / m)

    m = 1 << (int(n).bit_length() - 1)
    return np.concatenate([for_power(m), for_power(2 * m)[1::2][: n - m]])
