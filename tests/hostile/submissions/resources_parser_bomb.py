# verdict: raised or crashed or timed_out or out_of_memory
# family: resources
"""Source text that takes a parser seconds; it is parsed in its own process only."""

exec(compile("f'" + "{a}" * 60_000 + "'", "bomb", "exec"))


def double(x):
    return x
