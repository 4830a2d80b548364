"""BLAS: the settings under which NumPy multiplies matrices; they count only before it is imported.

One thread: one core paints, so products that spread over all cores wait for it, and a step took up
to fifty times longer with two threads.

Wide kernels: OpenBLAS chooses its kernels by the name of the processor, and takes those of half the
width for one that is newer than itself. AMD's processors with AVX-512 are asked to run the kernels
that OpenBLAS gives the ones it knows. Products are then up to twice as fast.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

__all__ = ["blas_settings", "described_processor"]

THREAD_KEYS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
KERNEL_KEY = "OPENBLAS_CORETYPE"
WIDE_KERNELS = "SkylakeX"
"""OpenBLAS' name for its kernels with 512 bits; a build without them chooses by itself."""
NEEDED_FLAGS = frozenset({"avx512f", "avx512cd", "avx512bw", "avx512dq", "avx512vl"})
"""What the wide kernels are compiled for."""

_DESCRIPTION = Path("/proc/cpuinfo")
_DESCRIPTION_CHARACTER_COUNT = 8192
"""Enough for the first core; on a machine of many the rest takes long."""


def described_processor() -> str:
    """What Linux says of the first core; nothing on other systems."""
    try:
        with _DESCRIPTION.open(encoding="utf-8", errors="replace") as file:
            return file.read(_DESCRIPTION_CHARACTER_COUNT)
    except OSError:
        return ""


def blas_settings(processor: str) -> Mapping[str, str]:
    """Names and values for the environment, for a processor as Linux describes it in
    /proc/cpuinfo."""
    settings = dict.fromkeys(THREAD_KEYS, "1")
    said: dict[str, str] = {}
    for line in processor.splitlines():
        key, _, value = line.partition(":")
        said.setdefault(key.strip(), value.strip())
    flags = said.get("flags", "").split()
    if said.get("vendor_id") == "AuthenticAMD" and NEEDED_FLAGS.issubset(flags):
        settings[KERNEL_KEY] = WIDE_KERNELS
    return settings
