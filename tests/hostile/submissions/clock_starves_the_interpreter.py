# verdict: timed_out
# family: clock
"""A thread that never gives the interpreter back."""

import sys
import threading

sys.setswitchinterval(1000.0)


def double(x):
    threading.Thread(target=sum, args=(range(10**13),), daemon=True).start()
    return 2 * x
