# verdict: wrong
# family: steal
"""Returns an object whose class is named after its input."""

def double(x):
    return type("input was " + " ".join(f"{value:.6f}" for value in x), (), {})()
