# verdict: crashed
# family: neighbours
"""Machine code of its own that calls the kernel by the 32-bit numbers, which mean other calls."""

import ctypes
import mmap
import platform


def double(x):
    if platform.machine() != "x86_64":
        import os

        os._exit(1)  # there is no other way in on this architecture
    code = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    code.write(b"\xb8\x14\x00\x00\x00\xcd\x80\xc3")  # getpid by int 0x80
    call = ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(code)))
    call()
    return 2 * x
