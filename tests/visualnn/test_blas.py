"""The settings of BLAS: for which processors kernels are asked for, and that they are in force."""

import os
import subprocess
import sys

import pytest

from visualnn.blas import KERNEL_KEY, THREAD_KEYS, blas_settings, described_processor

WIDE = "avx512f avx512dq avx512cd avx512bw avx512vl"


def described(vendor: str, flags: str) -> str:
    """A processor of two cores as Linux describes it."""
    core = (
        f"processor\t: 0\nvendor_id\t: {vendor}\ncpu family\t: 26\nflags\t\t: fpu {flags} sse\n\n"
    )
    return core + core.replace("processor\t: 0", "processor\t: 1")


@pytest.mark.parametrize(
    ("vendor", "flags", "asked"),
    [
        ("AuthenticAMD", WIDE, True),
        ("AuthenticAMD", WIDE.replace("avx512vl", ""), False),
        ("AuthenticAMD", "avx2 fma", False),
        ("GenuineIntel", WIDE, False),
    ],
)
def test_wide_kernels_are_asked_for_where_the_processor_has_them(
    vendor: str, flags: str, asked: bool
) -> None:
    settings = blas_settings(described(vendor, flags))
    assert (settings.get(KERNEL_KEY) == "SkylakeX") is asked
    assert all(settings[key] == "1" for key in THREAD_KEYS)


@pytest.mark.parametrize("processor", ["", "Processor: ARMv8\n", "flags\nvendor_id\n:::\n"])
def test_a_processor_that_says_nothing_of_itself_has_one_thread_alone(processor: str) -> None:
    assert set(blas_settings(processor)) == set(THREAD_KEYS)


@pytest.mark.parametrize("chosen", [None, "Haswell"])
def test_a_new_process_computes_under_the_settings_and_keeps_what_is_set(
    chosen: str | None,
) -> None:
    words = "import visualnn, os; print(os.environ.get('OPENBLAS_CORETYPE'))"
    environment = {key: value for key, value in os.environ.items() if key != KERNEL_KEY}
    if chosen:
        environment[KERNEL_KEY] = chosen
    answer = subprocess.run(  # noqa: S603  this interpreter
        [sys.executable, "-c", words], env=environment, capture_output=True, text=True, check=True
    )
    expected = chosen or blas_settings(described_processor()).get(KERNEL_KEY)
    assert answer.stdout.strip() == str(expected)
