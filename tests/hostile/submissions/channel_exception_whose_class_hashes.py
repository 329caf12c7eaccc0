# verdict: timed_out
# family: channel
"""An exception whose class hangs when it is looked up anywhere."""

class Meta(type):
    def __hash__(cls):
        while True:
            pass

    def __eq__(cls, other):
        while True:
            pass


class Sticky(Exception, metaclass=Meta):
    pass


def double(x):
    raise Sticky
