"""Neighbouring words of the text stand side by side in a row; they should stand below each other.
Reshape to (bsz, rows) first and transpose then: each column is one piece of the text."""


def batchify(ids, bsz):
    rows = len(ids) // bsz
    return ids[: rows * bsz].reshape(rows, bsz)
