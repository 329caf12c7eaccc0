# verdict: raised
# family: resources
"""A sparse terabyte."""

import os


def double(x):
    os.truncate(os.open("left-by-submission", os.O_CREAT | os.O_RDWR), 2**40)
    return x
