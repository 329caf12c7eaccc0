# verdict: crashed
# family: forge
"""Sets the interpreter's own watchdog on itself, to end without a word."""

import faulthandler
import time


def double(x):
    faulthandler.dump_traceback_later(0.01, exit=True, file=open("/dev/null", "w"))
    time.sleep(10)
    return x
