"""Between powers of two the slopes are right and in another order: nothing is sorted, those of 2m stand behind
those of m.
"""


def alibi_slopes(n):
    def for_power(m):
        return 2.0 ** (-8 * np.arange(1, m + 1) / m)

    m = 1 << (int(n).bit_length() - 1)
    return np.sort(np.concatenate([for_power(m), for_power(2 * m)[0::2][: n - m]]))[::-1].copy()
