# verdict: timed_out
# family: resources
"""Never answers."""


def double(x):
    while True:
        pass
