"""Fails, or is wrong for a square W: W was used without its transpose.
W is (Lk, Dq), one row per place, so the scores are s @ W.T."""


def location_attention(s, W, mask=None):
    return masked_softmax(_as_float(s) @ _as_float(W), mask)
