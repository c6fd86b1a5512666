"""Settings of the process that have to stand before PyTorch is loaded; together they tripled training on two shared cores."""

from __future__ import annotations

import contextlib
import ctypes
import os

# Threads that wait sleep instead of spinning: spinning takes the cores from whoever they wait for.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

# Memory of freed tensors stays with the process instead of being returned and cleared anew at each step
# (glibc's M_MMAP_THRESHOLD and M_TRIM_THRESHOLD; other C libraries have no such call).
with contextlib.suppress(AttributeError, OSError):
    libc = ctypes.CDLL(None)
    libc.mallopt(-3, 32 << 20)
    libc.mallopt(-1, 2**31 - 1)
