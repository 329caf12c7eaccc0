# verdict: raised
# family: steal
"""Reads raw memory and disks."""


def double(x):
    for name in ("mem", "kmem", "port", "sda", "vda", "nvme0n1", "kmsg"):
        try:
            return open(f"/dev/{name}", "rb").read(10)
        except OSError:
            continue
    raise LookupError("no device")
