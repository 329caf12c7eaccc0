# verdict: wrong
# family: forge
"""A list that contains itself."""


def double(x):
    result = []
    result.append(result)
    return result
