# verdict: raised or out_of_memory
# family: resources
# verdict B: raised or out_of_memory or timed_out
"""Two thousand threads."""

import threading
import time


def double(x):
    threading.stack_size(65536)
    for _ in range(2000):
        threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
    raise SystemError
