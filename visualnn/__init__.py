"""The engine: it computes networks one instruction at a time and can say of every number where it
came from."""

import os

# One core paints, so matrix products that spread over all cores wait for it: a step took up to
# fifty times longer with two threads. It counts only before NumPy is imported.
for _threads in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_threads, "1")
