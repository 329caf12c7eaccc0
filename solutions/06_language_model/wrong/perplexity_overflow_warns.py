"""The value is right, but numpy warns of an overflow on the way.
Use a Python float and catch OverflowError, or np.errstate(over="ignore")."""


def perplexity(total_nll, n_tokens, log_base=math.e):
    if n_tokens == 0:
        raise ValueError
    return float(np.float64(log_base) ** (total_nll / n_tokens))
