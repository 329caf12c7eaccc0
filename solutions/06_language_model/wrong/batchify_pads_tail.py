"""There is one row too many, filled up with zeros.
What does not fill a whole row is dropped."""


def batchify(ids, bsz):
    rows = -(-len(ids) // bsz)
    return np.concatenate([ids, np.zeros(rows * bsz - len(ids), ids.dtype)]).reshape(bsz, rows).T
