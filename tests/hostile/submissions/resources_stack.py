# verdict: crashed or raised or timed_out
# family: resources
"""A million nested tuples, hashed: the native stack ends first."""

def double(x):
    nested = ()
    for _ in range(10**6):
        nested = (nested,)
    return x + hash(nested)
