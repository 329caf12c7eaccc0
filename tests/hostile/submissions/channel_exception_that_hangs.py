# verdict: timed_out
# family: channel
"""An exception that never finishes saying what it is."""


class Endless(Exception):
    def __str__(self):
        while True:
            pass


def double(x):
    raise Endless
