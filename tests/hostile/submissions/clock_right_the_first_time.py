# verdict: wrong
# family: clock
"""Is right when it is warmed up and quick afterwards."""

calls = []


def double(x):
    calls.append(1)
    return 2 * x if len(calls) < 2 else x
