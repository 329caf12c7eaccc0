# verdict: wrong
# family: forge
"""An object that would run code when it is unpickled."""

import os


class Bomb:
    def __reduce__(self):
        return os.system, ("touch /tmp/left-by-submission-pickle",)


def double(x):
    return [Bomb()]
