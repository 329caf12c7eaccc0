"""Between powers of two the slopes are the first ones for the next higher power: take those of the next
lower power m, then every second one of 2m.
"""


def alibi_slopes(n):
    def for_power(m):
        return 2.0 ** (-8 * np.arange(1, m + 1) / m)

    m = 1 << (int(n) - 1).bit_length()
    return for_power(m)[:n]
