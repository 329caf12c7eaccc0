# verdict: raised
# family: resources
"""Two gibibytes of disk."""


def double(x):
    with open("left-by-submission", "wb") as file:
        for _ in range(2048):
            file.write(b"x" * 2**20)
    return x
