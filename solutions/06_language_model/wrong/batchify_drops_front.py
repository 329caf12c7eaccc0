"""The rest is dropped from the beginning of the text.
Drop it from the end."""


def batchify(ids, bsz):
    rows = len(ids) // bsz
    return ids[len(ids) - rows * bsz :].reshape(bsz, rows).T
