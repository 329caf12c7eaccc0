"""Everything is right up to `out`, which was summed over the queries.
weighted_values[i, j] belongs to query i and key j: sum over j, axis=1."""


def self_attention_steps(x, Wq, Wk, Wv):
    x = _as_float(x)
    q, k, v = x @ _as_float(Wq).T, x @ _as_float(Wk).T, x @ _as_float(Wv).T
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
        "out": weighted_values.sum(axis=0),
    }
