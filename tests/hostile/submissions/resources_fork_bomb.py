# verdict: raised
# family: resources
"""Two thousand processes."""

import os
import time


def double(x):
    for _ in range(2000):
        if os.fork() == 0:
            time.sleep(60)
            os._exit(0)
    return x
