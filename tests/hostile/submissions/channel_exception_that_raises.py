# verdict: raised
# family: channel
"""An exception whose every attribute raises."""


class Meta(type):
    @property
    def __name__(cls):
        raise SystemExit

    def __instancecheck__(cls, other):
        raise SystemExit


class Hostile(Exception, metaclass=Meta):
    def __getattribute__(self, name):
        raise SystemExit

    def __str__(self):
        raise SystemExit


def double(x):
    raise Hostile
