"""For each key the weights sum to 1 over the queries: the softmax runs along the wrong axis.
Each query shares out its attention among the keys: the last axis."""


def attend(scores, values, mask=None):
    weights = masked_softmax(scores, mask, axis=1)
    return weights @ _as_float(values), weights
