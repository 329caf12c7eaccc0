"""The columns of the weights sum to 1 and not the rows: the softmax runs over the queries.
Each query shares out its attention among the keys: the last axis."""


def self_attention_steps(x, Wq, Wk, Wv):
    x = _as_float(x)
    q, k, v = x @ _as_float(Wq).T, x @ _as_float(Wk).T, x @ _as_float(Wv).T
    scores = q @ k.T
    weights = masked_softmax(scores, axis=0)
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
