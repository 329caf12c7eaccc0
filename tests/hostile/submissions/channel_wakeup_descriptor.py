# verdict: crashed
# family: channel
"""Lets every signal write a byte to its connection, by the hand of the interpreter."""

import os
import signal
import stat

for descriptor in range(3, 64):
    try:
        if stat.S_ISSOCK(os.fstat(descriptor).st_mode):
            os.set_blocking(descriptor, False)
            signal.set_wakeup_fd(descriptor, warn_on_full_buffer=False)
    except OSError:
        continue
signal.signal(signal.SIGALRM, lambda *_: None)


def double(x):
    signal.setitimer(signal.ITIMER_REAL, 0.001, 0.001)
    while True:
        pass
