# verdict: out_of_memory or raised or timed_out
# family: resources
"""Four gibibytes in four megabytes."""

import zlib


def double(x):
    press = zlib.compressobj(9, wbits=-15)
    block = press.compress(bytes(2**20)) + press.flush(zlib.Z_FULL_FLUSH)
    return x + len(zlib.decompress(block * 4096, wbits=-15))
