# verdict: raised
# family: channel
"""An exception whose text is asked for without end, with a traceback of a thousand frames."""

class Nested(Exception):
    def __str__(self):
        return str(Nested(self))

    __repr__ = __str__


def down(depth):
    if not depth:
        raise Nested
    down(depth - 1)


def double(x):
    down(900)
