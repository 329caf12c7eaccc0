"""Raises OverflowError where the perplexity is too large for a float.
Give inf."""


def perplexity(total_nll, n_tokens, log_base=math.e):
    if n_tokens == 0:
        raise ValueError
    return log_base ** (total_nll / n_tokens)
