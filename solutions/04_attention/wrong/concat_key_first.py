"""score_concat is wrong, or fails for different widths: the key was put before the query.
The first Dq columns of W meet the query: [s; h]."""


def score_concat(s, h, W, v):
    Dk = np.shape(h)[-1]
    return score_additive(s, h, W[:, Dk:], W[:, :Dk], v)
