"""Fails, or is wrong for square weights: x @ W was used.
Weights are stored (out, in): q = x @ Wq.T."""


def self_attention_steps(x, Wq, Wk, Wv):
    x = _as_float(x)
    q, k, v = x @ _as_float(Wq), x @ _as_float(Wk), x @ _as_float(Wv)
    scores = q @ k.T
    weights = masked_softmax(scores)
    weighted_values = weights[:, :, None] * v[None, :, :]
    return {
        "q": q,
        "k": k,
        "v": v,
        "scores": scores,
        "weights": weights,
        "weighted_values": weighted_values,
        "out": weighted_values.sum(axis=1),
    }
