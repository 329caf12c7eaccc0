# verdict: raised
# family: resources
"""Lifts its own limits."""

import resource


def double(x):
    for name in ("RLIMIT_AS", "RLIMIT_NPROC", "RLIMIT_FSIZE", "RLIMIT_CORE"):
        soft, hard = resource.getrlimit(getattr(resource, name))
        resource.setrlimit(getattr(resource, name), (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    return x
