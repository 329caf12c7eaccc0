# verdict: timed_out
# family: resources
"""Ignores every signal, in one long step of C."""

import signal

for number in set(signal.Signals) - {signal.SIGKILL, signal.SIGSTOP}:
    signal.signal(number, signal.SIG_IGN)
signal.pthread_sigmask(signal.SIG_BLOCK, set(signal.Signals))


def double(x):
    return 3 ** (10**9)
