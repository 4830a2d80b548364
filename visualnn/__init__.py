"""The engine: it computes networks one instruction at a time and can say of every number where it
came from."""

import os

from .blas import blas_settings, described_processor

# Before NumPy is imported; what somebody has set already is kept.
for _name, _value in blas_settings(described_processor()).items():
    os.environ.setdefault(_name, _value)
