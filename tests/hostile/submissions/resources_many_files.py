# verdict: raised
# family: resources
"""A hundred thousand files."""


def double(x):
    for number in range(100_000):
        open(f"left-by-submission-{number}", "w").close()
    return x
