"""For each place the weights sum to 1 over the queries: the softmax runs along the wrong axis.
Each query shares out its attention among the places: the last axis."""


def location_attention(s, W, mask=None):
    return masked_softmax(_as_float(s) @ _as_float(W).T, mask, axis=1)
