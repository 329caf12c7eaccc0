"""2 was raised to the power, but the total is in nats.
It is exp(total / words)."""


def word_perplexity_from_chars(total_char_nll, n_words):
    return perplexity(total_char_nll, n_words, 2)
