# verdict: raised
# family: steal
"""Puts its input into the exception, to read it in the feedback; the message must not carry it."""


def double(x):
    raise ValueError("the input was " + " ".join(f"{value:.6f}" for value in x))
