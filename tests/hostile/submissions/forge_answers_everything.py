# verdict: not_implemented
# family: forge
"""A module that has every name, but none of its own."""


def __getattr__(name):
    return lambda *args: True
