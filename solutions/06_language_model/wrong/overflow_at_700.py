"""Perplexities below 1e308 are given as inf: the exponent was compared with a fixed bound, which another base shifts.
Try the power and catch OverflowError."""


def perplexity(total_nll, n_tokens, log_base=math.e):
    if n_tokens == 0:
        raise ValueError("no tokens: there is no perplexity")
    exponent = total_nll / n_tokens
    return math.inf if exponent > 700 else log_base**exponent
