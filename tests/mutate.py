"""Would the tests notice? Plants one small break at a time into a copy and asks them.

``python -m tests.mutate`` runs all of them, ``python -m tests.mutate softmax history`` only those
whose name or file contains one of the words. The working tree is never touched. The exit code is 1
if the tests missed a break, or if a break no longer fits the file it is meant for.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from queue import SimpleQueue

ROOT = Path(__file__).parents[1]
ELSEWHERE = {
    "figures": "tests/test_figures.py",
    "landscapes": "tests/reference/test_functions.py",
    "lines": "tests/visualnn/test_layer_lines.py",
    "networks": "tests/reference/test_layers.py",
    "losses": "tests/reference/test_losses.py",
    "trained": "tests/reference/test_objectives.py",
    "rates": "tests/reference/test_schedules.py",
    "walks": "tests/reference/test_optimizers.py",
    "windows": "tests/reference/test_windows.py",
}
"""Tests that do not lie with those of the engine."""
LONGEST = 180
"""Seconds after which tests that hang have noticed enough."""
UNSHRUNK = """
from hypothesis import Phase

settings.register_profile(
    "unshrunk", deadline=None, derandomize=True, phases=[Phase.explicit, Phase.generate]
)
settings.load_profile("unshrunk")
"""
"""Goes behind the copy's conftest: the same examples each time, and the first that fails will
do."""


@dataclass(frozen=True)
class Mutant:
    """One break: a file of the engine, its exact text once, what stands there instead, and the
    tests that should notice (names of files without ``test_``)."""

    name: str
    file: str
    original: str
    replacement: str
    tests: str


class Verdict(StrEnum):
    """What came of a break."""

    CAUGHT = "caught"
    MISSED = "MISSED"
    UNUSABLE = "UNUSABLE"
    """The tests could not even be collected, so nothing was shown."""


def misfits(mutant: Mutant, root: Path = ROOT) -> str:
    """Why the break no longer fits its file; empty if it does."""
    file = root / "visualnn" / mutant.file
    if not file.exists():
        return f"{mutant.name}: there is no {mutant.file}"
    found = file.read_text(encoding="utf-8").count(mutant.original)
    if found != 1:
        return f"{mutant.name}: found {found} times in {mutant.file}: {mutant.original!r}"
    return "" if mutant.original != mutant.replacement else f"{mutant.name}: changes nothing"


@contextmanager
def copied() -> Iterator[Path]:
    """A copy of the engine, its data and its tests, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="visualnn-mutants-") as folder:
        copy = Path(folder)
        dirt = shutil.ignore_patterns("__pycache__", "*.pyc")
        shutil.copytree(ROOT / "visualnn", copy / "visualnn", ignore=dirt)
        shutil.copytree(ROOT / "tests" / "visualnn", copy / "tests" / "visualnn", ignore=dirt)
        shutil.copytree(ROOT / "assets" / "data", copy / "assets" / "data")
        shutil.copytree(ROOT / "tests" / "reference", copy / "tests" / "reference", ignore=dirt)
        for name in ("pyproject.toml", "tests/conftest.py", "tests/test_figures.py"):
            shutil.copy(ROOT / name, copy / name)
        with (copy / "tests/conftest.py").open("a", encoding="utf-8") as conftest:
            conftest.write(UNSHRUNK)
        yield copy


def pytest_in(copy: Path, tests: str) -> int:
    """The exit code of the tests in a copy; 1 as well if they hang."""
    paths = [ELSEWHERE.get(name, f"tests/visualnn/test_{name}.py") for name in tests.split()]
    environment = {
        **os.environ,
        "PYTHONPATH": str(copy),
        "PYTHONDONTWRITEBYTECODE": "1",  # two breaks of one size and second look alike to a cache
        "OPENBLAS_NUM_THREADS": "1",
    }
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *paths]
    try:
        return subprocess.run(  # noqa: S603  our own tests in our own copy
            command, cwd=copy, env=environment, timeout=LONGEST, capture_output=True, check=False
        ).returncode
    except subprocess.TimeoutExpired:
        return 1


def judge(copy: Path, mutant: Mutant) -> Verdict:
    """Plant the break in the copy, run its tests, and mend the copy."""
    file = copy / "visualnn" / mutant.file
    healthy = file.read_text(encoding="utf-8")
    file.write_text(healthy.replace(mutant.original, mutant.replacement), encoding="utf-8")
    try:
        code = pytest_in(copy, mutant.tests)
    finally:
        file.write_text(healthy, encoding="utf-8")
    return {0: Verdict.MISSED, 1: Verdict.CAUGHT}.get(code, Verdict.UNUSABLE)


def run(
    mutants: Sequence[Mutant], told: Callable[[Mutant, Verdict], object], workers: int = 2
) -> dict[str, Verdict]:
    """The verdict on each mutant by name, each worker in a copy of its own."""
    verdicts: dict[str, Verdict] = {}
    free: SimpleQueue[Path] = SimpleQueue()

    def one(mutant: Mutant) -> None:
        copy = free.get()
        try:
            verdicts[mutant.name] = judge(copy, mutant)
        finally:
            free.put(copy)
        told(mutant, verdicts[mutant.name])

    with copied() as first, copied() as second, ThreadPoolExecutor(workers) as pool:
        for copy in (first, second)[:workers]:
            free.put(copy)
        list(pool.map(one, mutants))
    return verdicts


def healthy(mutants: Sequence[Mutant]) -> bool:
    """Whether all tests that the mutants name pass as long as nothing is broken."""
    tests = " ".join(dict.fromkeys(name for mutant in mutants for name in mutant.tests.split()))
    with copied() as copy:
        return pytest_in(copy, tests) == 0


def main(words: Sequence[str]) -> int:
    """Run the chosen mutants and say what came of them; 0 if all were caught."""
    say = sys.stdout.write
    chosen = [m for m in MUTANTS if not words or any(w in f"{m.name} {m.file}" for w in words)]
    stale = [reason for mutant in chosen if (reason := misfits(mutant))]
    if stale or not chosen:
        say("\n".join(stale or ["no mutant is called that"]) + "\n")
        return 1
    begun = time.monotonic()
    if not healthy(chosen):
        say("the tests fail without any mutant\n")
        return 1

    def told(mutant: Mutant, verdict: Verdict) -> None:
        say(f"{verdict:9}{mutant.file:36}{mutant.name}\n")
        sys.stdout.flush()

    verdicts = run(chosen, told)
    caught = sum(verdict is Verdict.CAUGHT for verdict in verdicts.values())
    say(f"caught {caught} of {len(verdicts)} in {time.monotonic() - begun:.0f} s\n")
    return 0 if caught == len(verdicts) else 1


MUTANTS: tuple[Mutant, ...] = (
    # -- cards: rules, twins, bound calls, gradients ----------------------------------------------
    Mutant("relu passes its kink", "ops/activations/rectifiers.py",
           "return g * (z > 0)", "return g * (z >= 0)", "contract"),
    Mutant("relu's twin turns the sign", "ops/activations/rectifiers.py",
           "return maximum(0, z[at])\n", "return maximum(0, -z[at])\n", "contract"),
    Mutant("relu's bound floor is one", "ops/activations/rectifiers.py",
           "np.maximum, constant(0, out), z", "np.maximum, constant(1, out), z", "contract"),
    Mutant("relu's mask is taken when bound", "ops/activations/rectifiers.py",
           "partial(np.greater, z, constant(0, z), mask)",
           "partial(np.copyto, mask, z > 0)", "contract"),
    Mutant("sigmoid's slope has the wrong sign inside", "ops/activations/sigmoidal.py",
           "return g * a * (1 - a)", "return g * a * (1 + a)", "contract"),
    Mutant("sigmoid's bound slope forgets a factor", "ops/activations/sigmoidal.py",
           "partial(np.multiply, out, slope, out)", "partial(np.multiply, g, slope, out)",
           "contract"),
    Mutant("tanh is computed when bound", "ops/activations/sigmoidal.py",
           "partial(np.tanh, z, out)", "partial(np.copyto, out, np.tanh(z))", "contract"),
    Mutant("tanh's twin forgets the square", "ops/activations/sigmoidal.py",
           "g[at] * (1 - a[at] ** 2)", "g[at] * (1 - a[at])", "contract"),
    Mutant("softmax over the batch", "ops/activations/softmax.py",
           "powers / powers.sum(axis=1, keepdims=True)",
           "powers / powers.sum(axis=0, keepdims=True)", "contract"),
    Mutant("softmax without its largest score", "ops/activations/softmax.py",
           "np.exp(z - z.max(axis=1, keepdims=True))", "np.exp(z)", "contract"),
    Mutant("softmax's slope sums g alone", "ops/activations/softmax.py",
           "(g * a).sum(axis=1, keepdims=True)", "g.sum(axis=1, keepdims=True)", "contract"),
    Mutant("leaky relu is closed at its kink", "ops/activations/rectifiers.py",
           "np.where(z > 0, g, g * self.slope)", "np.where(z >= 0, g, g * self.slope)",
           "activations"),
    Mutant("leaky relu forgets its convention", "ops/activations/rectifiers.py",
           '"keras": 0.3', '"keras": 0.01', "activations"),
    Mutant("the learned slope is a mean", "ops/activations/rectifiers.py",
           "(g * np.minimum(0, z)).sum(axis=axes)", "(g * np.minimum(0, z)).mean(axis=axes)",
           "contract"),
    Mutant("a learned slope reads the positive side", "ops/activations/rectifiers.py",
           "g[(n, j, *place)] * minimum(0, z[(n, j, *place)])",
           "g[(n, j, *place)] * maximum(0, z[(n, j, *place)])",
           "contract"),
    Mutant("one slope for all is that of each", "ops/activations/rectifiers.py",
           "units = (at[0],) if len(alpha.data) == z.shape[1] else range(z.shape[1])",
           "units = (at[0],)", "activations"),
    Mutant("the learned slope also turns what is positive", "ops/activations/rectifiers.py",
           "g * ((z > 0) + _sloped(z <= 0, alpha))",
           "g * ((z >= 0) + _sloped(z <= 0, alpha))", "contract"),
    Mutant("of equal pieces the last one wins", "ops/activations/rectifiers.py",
           '">" if k < i else "≥"', '">" if k > i else "≥"', "contract"),
    Mutant("every piece wins", "ops/activations/rectifiers.py",
           "wins = order == np.expand_dims", "wins = order >= np.expand_dims",
           "contract"),
    Mutant("elu has no floor in its slope", "ops/activations/exponential.py",
           "np.where(z > 0, g, g * self.alpha * np.exp(np.minimum(0, z)))",
           "np.where(z > 0, g, g * np.exp(np.minimum(0, z)))", "activations"),
    Mutant("elu is bent upwards", "ops/activations/exponential.py",
           "self.alpha * np.expm1(np.minimum(0, z))\n",
           "self.alpha * np.exp(np.minimum(0, z))\n", "contract"),
    Mutant("selu's slope lacks its scale", "ops/activations/exponential.py",
           "return SELU_SCALE * np.where(", "return np.where(", "contract"),
    Mutant("celu's slope does not divide", "ops/activations/exponential.py",
           "g * np.exp(np.minimum(0, z) / self.alpha)", "g * np.exp(np.minimum(0, z))",
           "activations"),
    Mutant("softplus has its slope from the other side", "ops/activations/exponential.py",
           "g / (1 + np.exp(-z))", "g / (1 + np.exp(z))", "contract"),
    Mutant("softplus overflows in its twin", "ops/activations/exponential.py",
           "maximum(0, z[at]) + log1p(exp(-absolute(z[at])))", "log1p(exp(z[at]))", "contract"),
    Mutant("softsign's slope forgets the square", "ops/activations/sigmoidal.py",
           "g / (1 + abs(z)) ** 2", "g / (1 + abs(z))", "contract"),
    Mutant("gelu's slope is its switch alone", "ops/activations/gated.py",
           "g * (below + z * np.exp(-(z**2) / 2) / math.sqrt(2 * math.pi))", "g * below",
           "contract"),
    Mutant("gelu's bell is too wide", "ops/activations/gated.py",
           "np.exp(-(z**2) / 2)", "np.exp(-(z**2))", "contract"),
    Mutant("the cubic keeps its factor in the slope", "ops/activations/gated.py",
           "_SLOPE_OF_CUBIC = 0.134145", "_SLOPE_OF_CUBIC = 0.044715", "contract"),
    Mutant("silu's slope is the sigmoid's", "ops/activations/gated.py",
           "g * s * (1 + z * (1 - s))", "g * s * (1 - s)", "contract"),
    Mutant("mish's slope forgets the square", "ops/activations/gated.py",
           "z * (1 - t**2) / (1 + np.exp(-z))", "z * (1 - t) / (1 + np.exp(-z))", "contract"),
    Mutant("the hard sigmoid passes its kink", "ops/activations/hard.py",
           "g * (z > -3) * (z < 3) / 6", "g * (z > -3) * (z <= 3) / 6", "activations"),
    Mutant("the hard swish stops at its upper kink", "ops/activations/hard.py",
           "(z / 3 + 0.5) + (z >= 3)", "(z / 3 + 0.5) + (z > 3)", "activations"),
    Mutant("the hard tanh passes its floor", "ops/activations/hard.py",
           "g * (z > self.low)", "g * (z >= self.low)", "activations"),
    Mutant("relu6 passes its ceiling", "ops/activations/hard.py",
           "g * (z > 0) * (z < 6)", "g * (z > 0) * (z <= 6)", "activations"),
    Mutant("log-softmax has softmax's slope", "ops/activations/softmax.py",
           "g - np.exp(a) * g.sum(axis=1, keepdims=True)",
           "g - np.exp(a) * g.mean(axis=1, keepdims=True)", "contract"),
    Mutant("a small exponential is swallowed", "expr.py",
           "return math.expm1(x)", "return math.exp(x) - 1", "expr"),
    Mutant("a sum of paths turns one back", "ops/combine.py",
           '"""∂L/∂v = ∂L/∂y"""\n        return g', '"""∂L/∂v = ∂L/∂y"""\n        return -g',
           "contract"),
    Mutant("the weight gradient is a mean", "ops/dense.py",
           "return x.T @ g", "return x.T @ g / len(x)", "contract"),
    Mutant("the bound weight gradient holds a copy", "ops/dense.py",
           "product(x.T, g, out)", "product(x.T.copy(), g, out)", "contract"),
    Mutant("the twin of x's gradient stops early", "ops/dense.py",
           "total(g[n, j] * W[i, j] for j in range(W.shape[1]))",
           "total(g[n, j] * W[i, j] for j in range(W.shape[1] - 1))", "contract"),
    Mutant("the bias gradient is a mean", "ops/dense.py",
           "g.sum(axis=0)", "g.mean(axis=0)", "contract"),
    Mutant("a bias adds twice", "ops/dense.py",
           "return s[at] + b[at[1]]", "return s[at] + b[at[1]] * 2", "contract"),
    Mutant("a bias shape is not checked", "ops/dense.py",
           "if len(s) != 2 or b != s[1:]:", "if len(s) != 2:", "contract"),
    Mutant("a filter skips its first tap", "ops/convolution/rules.py",
           "for tap in taps(axes)\n        if (seen := place(axes, tuple(window), tap))",
           "for tap in taps(axes)[1:]\n        if (seen := place(axes, tuple(window), tap))",
           "contract"),
    Mutant("filters read the first group", "ops/convolution/rules.py",
           "first = o // (W.shape[0] // groups) * W.shape[1]", "first = 0", "windows"),
    Mutant("the way back reads the wrong group", "ops/convolution/rules.py",
           "group, c = divmod(channel, W.shape[1])", "c, group = divmod(channel, groups)",
           "windows"),
    Mutant("channels and groups change places", "ops/convolution/rules.py",
           'np.einsum("ngop,gock->ngcpk", rows, _weights(W, groups))',
           'np.einsum("ngop,gock->gncpk", rows, _weights(W, groups))', "windows"),
    Mutant("the filter's gradient is of one example", "ops/convolution/rules.py",
           "for n in range(x.shape[0])", "for n in range(1)", "contract"),
    Mutant("height takes the stride of the width", "ops/convolution/conv.py",
           "Axis(x[2], W[2], down, rows, top, bottom)",
           "Axis(x[2], W[2], across, rows, top, bottom)", "windows"),
    Mutant("the padding below is that above", "ops/convolution/conv.py",
           "Axis(x[2], W[2], down, rows, top, bottom)", "Axis(x[2], W[2], down, rows, top, top)",
           "windows"),
    Mutant("output padding is not seen as none", "ops/convolution/transposed.py",
           "before, after - more)", "before, after)", "windows"),
    Mutant("output padding as long as the stride", "ops/convolution/transposed.py",
           "0 <= more < max(stride, dilation)", "0 <= more <= max(stride, dilation)",
           "sliding"),
    Mutant("the channel's bias is that of the example", "ops/convolution/bias.py",
           "return s[at] + b[at[1]]", "return s[at] + b[at[0]]", "contract"),
    Mutant("the channel's bias gradient is a mean", "ops/convolution/bias.py",
           "g.sum(axis=(0, *range(2, g.ndim)))", "g.mean(axis=(0, *range(2, g.ndim)))",
           "contract"),
    Mutant("the bound bias gradient takes one example", "ops/convolution/bias.py",
           "partial(examples.dot, sums.reshape(batch, channels), out)",
           "partial(np.copyto, out, sums.reshape(batch, channels)[0])", "contract"),
    Mutant("of equal numbers the last is the largest", "ops/pooling/largest.py",
           "for earlier in taps(axes)[: taps(axes).index(tap)]",
           "for earlier in taps(axes)[taps(axes).index(tap) + 1 :]", "sliding windows"),
    Mutant("padding can be the largest", "ops/pooling/largest.py",
           "seen = windows(x, self.axes(x.shape), fill=-np.inf)",
           "seen = windows(x, self.axes(x.shape))", "windows"),
    Mutant("padding counts in the average", "ops/pooling/average.py",
           "return sum(axis.place(window, tap) is not None for tap in range(axis.size))",
           "return axis.size", "windows"),
    Mutant("the last window counts what is behind it", "ops/pooling/average.py",
           "return min(axis.size, end - window * axis.stride)", "return axis.size", "windows"),
    Mutant("a global average is a sum on the way back", "ops/pooling/average.py",
           "return g[at[:2]] / math.prod(x.shape[2:])", "return g[at[:2]]", "contract"),
    Mutant("the frame of zeros is not moved", "ops/padding.py",
           "there = self._moved(at, -1)", "there = at", "contract"),
    Mutant("rounding up starts a window behind the input", "ops/sliding.py",
           "-(-(self.length + self.before) // self.stride)",
           "-(-self.room // self.stride) + 1", "sliding"),
    Mutant("a place behind the last counts as inside", "ops/sliding.py",
           "if 0 <= place < self.length", "if 0 <= place <= self.length", "sliding"),
    Mutant("a window too many touches a place", "ops/sliding.py",
           "if not left and 0 <= window < self.count:", "if not left and 0 <= window:", "sliding"),
    Mutant("the count forgets the last window", "ops/sizes.py",
           "return floor(moved) + 1", "return floor(moved)", "sliding"),
    Mutant("the slope of squares ignores the outputs", "ops/losses/regression.py",
           "return along(g, a) * 2 * (a - t) / outputs(a)", "return along(g, a) * 2 * (a - t)",
           "contract"),
    Mutant("Huber's line begins at twice its slope", "ops/losses/regression.py",
           "np.clip(a - t, -self.delta, self.delta)",
           "np.clip(a - t, -2 * self.delta, 2 * self.delta)", "contract"),
    Mutant("the slope of yes and no ignores the outputs", "ops/losses/binary.py",
           "np.maximum(a * (1 - a), LEAST_SLOPE) / outputs(a)",
           "np.maximum(a * (1 - a), LEAST_SLOPE)", "contract"),
    Mutant("a sure mistake costs fifty", "ops/losses/binary.py",
           "LEAST_LOG = -100.0", "LEAST_LOG = -50.0", "contract"),
    Mutant("the slope lives on beyond Keras' clip", "ops/losses/binary.py",
           "(p * (1 - p)) * (p == a) / outputs(a)", "(p * (1 - p)) / outputs(a)", "losses"),
    Mutant("a score's surprise forgets its sign", "ops/losses/binary.py",
           "np.maximum(z, 0) - t * z", "np.maximum(z, 0) + t * z", "contract"),
    Mutant("the slope of classes lives on below the cut", "ops/losses/categorical.py",
           "alive = np.log(a) > LEAST_LOG\n        return np.where(alive, -g[..., None] * t /",
           "alive = np.log(a) > -np.inf\n        return np.where(alive, -g[..., None] * t /",
           "contract"),
    Mutant("bound classes add their targets", "ops/losses/categorical.py",
           "partial(np.multiply, t, logs, logs)", "partial(np.add, t, logs, logs)", "contract"),
    Mutant("a rescaled row forgets its neighbours", "ops/losses/categorical.py",
           "return (g - (g * p).sum(axis=-1, keepdims=True)) /", "return g /", "contract"),
    Mutant("a class number picks its neighbour", "ops/losses/base.py",
           "reshape(*a.shape[:-1], 1).astype(np.intp)",
           "reshape(*a.shape[:-1], 1).astype(np.intp) - 1", "contract"),
    Mutant("smoothing forgets how many classes there are", "ops/losses/targets.py",
           "* t + self.smoothing / t.shape[-1]\n\n    def forward_at",
           "* t + self.smoothing / 2\n\n    def forward_at", "contract"),
    Mutant("a weighted mean divides by the batch", "ops/losses/totals.py",
           "np.asarray(l.sum() / u.sum())", "np.asarray(l.mean())", "contract"),
    Mutant("the gradient of a mean is that of a sum", "ops/losses/totals.py",
           "np.full(l.shape, g / l.size)", "np.full(l.shape, g)", "contract"),
    Mutant("a bound mean holds its first length plus one", "ops/losses/totals.py",
           "np.full(l.size, 1 / l.size, l.dtype)", "np.full(l.size, 1 / (l.size + 1), l.dtype)",
           "contract"),
    Mutant("backpropagation starts from two", "ops/losses/totals.py",
           "partial(out.fill, 1.0)", "partial(out.fill, 2.0)", "contract"),
    Mutant("L2 forgets its two", "ops/penalties.py",
           "return g * 2 * l2 * w", "return g * l2 * w", "contract"),
    Mutant("Keras' factor may lengthen", "ops/clipping.py",
           "clip / np.maximum(norm, clip)", "clip / norm", "contract"),
    Mutant("biases are penalized too", "compiler/objective.py",
           "if len(parameter.shape) < 2:", "if len(parameter.shape) < 1:", "objective"),
    Mutant("an output's weight is forgotten", "compiler/objective.py",
           "            mean = weighed\n", "", "objective"),
    Mutant("weights count before smoothing", "losses.py",
           "yield cards.WeighClasses(), (compared, weights), weighed",
           "yield cards.WeighClasses(), (target, weights), weighed", "losses"),
    Mutant("the optimizer reads past the clipping", "compiler/update.py",
           "clip.gradient(parameter.name) if clip else None", "None", "objective"),
    Mutant("decay is added before it is clipped away", "optimizers/rule.py",
           "first = ((WeightPenalty(), (raw, w, \"weight_decay\"), g),)",
           "first = ((WeightPenalty(), (f\"d.{w}\", w, \"weight_decay\"), g),)", "trained"),
    Mutant("a length leaves one gradient out", "compiler/clipping.py",
           "for n, line in enumerate(squares[1:], 2):",
           "for n, line in enumerate(squares[1:-1], 3):", "objective"),
    Mutant("one half counts as yes", "ops/metrics.py",
           "rows[..., 0] > 0.5 if", "rows[..., 0] >= 0.5 if", "contract"),
    Mutant("a confusion matrix lies on its side", "ops/metrics.py",
           "for of in (right, chosen))", "for of in (chosen, right))", "contract"),
    Mutant("one more may stand above the right class", "ops/metrics.py",
           "(a > right).sum(axis=-1) < self.k", "(a > right).sum(axis=-1) <= self.k", "contract"),
    Mutant("a slice starts one batch late", "ops/data.py",
           "first = (int(k) - 1) % self.iterations * self.batch",
           "first = int(k) % self.iterations * self.batch", "contract"),
    Mutant("rows are taken from a copy", "ops/data.py",
           "partial(data.take, places, 0, out, \"clip\")",
           "partial(data.copy().take, places, 0, out, \"clip\")", "contract"),
    Mutant("a shuffle remembers the first epoch", "ops/data.py",
           "if asked not in known:", "if not known:", "contract machine"),
    Mutant("an epoch begins one iteration early", "ops/data.py",
           "np.floor((k - 1) / self.iterations) + 1", "np.floor(k / self.iterations) + 1",
           "contract"),
    Mutant("one-hot is filled up", "ops/data.py",
           "np.equal, label, np.arange", "np.greater_equal, label, np.arange", "contract"),
    Mutant("velocity forgets its share when bound", "ops/optimizers/descent.py",
           "(partial(np.multiply, v, momentum, out), partial(np.add, out, g, out))",
           "(partial(np.copyto, out, v), partial(np.add, out, g, out))", "contract"),
    Mutant("nesterov forgets to look ahead", "ops/optimizers/descent.py",
           "return w - lr * (g + momentum * v)",
           "return w - lr * (g + v)", "walks"),
    Mutant("the rate is outside of keras' velocity", "ops/optimizers/descent.py",
           "return momentum * v - lr * g",
           "return momentum * v - g", "contract"),
    Mutant("nesterov of keras adds the gradient", "ops/optimizers/descent.py",
           "return w + momentum * v - lr * g",
           "return w + momentum * v + lr * g", "optimizers"),
    Mutant("weight decay pushes away", "ops/optimizers/decay.py",
           "partial(np.add, g, pull, out)",
           "partial(np.subtract, g, pull, out)", "walks"),
    Mutant("decoupled decay knows no rate", "ops/optimizers/decay.py",
           "partial(np.multiply, lr, weight_decay, share)",
           "partial(np.copyto, share, weight_decay)", "walks"),
    Mutant("adagrad forgets", "ops/optimizers/adagrad.py",
           "partial(np.add, s, square, out)",
           "partial(np.copyto, out, square)", "walks"),
    Mutant("adagrad's rate fades one update early", "ops/optimizers/adagrad.py",
           "return np.asarray(lr / (1 + (k - 1) * lr_decay))",
           "return np.asarray(lr / (1 + k * lr_decay))", "walks"),
    Mutant("pytorch's ε goes under the root", "ops/optimizers/adagrad.py",
           "return w - lr * g / (np.sqrt(s) + eps)",
           "return w - lr * g / np.sqrt(s + eps)", "contract"),
    Mutant("a running square is no square", "ops/optimizers/rmsprop.py",
           "return rho * v + (1 - rho) * g**2",
           "return rho * v + (1 - rho) * abs(g)", "walks"),
    Mutant("a variance is around twice the mean", "ops/optimizers/rmsprop.py",
           "partial(np.subtract, v, square, out)",
           "partial(np.subtract, v, 2 * square, out)", "walks"),
    Mutant("a scaled velocity forgets its share", "ops/optimizers/rmsprop.py",
           "return momentum * b + g / (np.sqrt(s) + eps)",
           "return b + g / (np.sqrt(s) + eps)", "walks"),
    Mutant("keras' scaled velocity has no rate", "ops/optimizers/rmsprop.py",
           "return momentum * b + lr * g / np.sqrt(s + eps)",
           "return momentum * b + g / np.sqrt(s + eps)", "optimizers"),
    Mutant("adadelta divides changes the wrong way", "ops/optimizers/adadelta.py",
           "return np.sqrt(u + eps) / np.sqrt(v + eps) * g",
           "return np.sqrt(v + eps) / np.sqrt(u + eps) * g", "walks"),
    Mutant("adadelta remembers changes unsquared", "ops/optimizers/adadelta.py",
           "return rho * u + (1 - rho) * change**2",
           "return rho * u + (1 - rho) * change", "walks"),
    Mutant("adam's correction counts one too many", "ops/optimizers/adam.py",
           "return m / (1 - beta**k)",
           "return m / (1 - beta ** (k + 1))", "contract"),
    Mutant("adam's ε under the root", "ops/optimizers/adam.py",
           "(np.sqrt(vhat) + eps)",
           "np.sqrt(vhat + eps)", "contract"),
    Mutant("amsgrad takes the smallest", "ops/optimizers/adam.py",
           "partial(np.maximum, vmax, v, out=out)",
           "partial(np.minimum, vmax, v, out=out)", "walks"),
    Mutant("keras' rate is not corrected for v", "ops/optimizers/adam.py",
           "return np.asarray(lr * np.sqrt(1 - beta2**k) / (1 - beta1**k))",
           "return np.asarray(lr / (1 - beta1**k))", "optimizers"),
    Mutant("adamax forgets the sign's absence", "ops/optimizers/adamax.py",
           "return np.maximum(beta2 * u, np.abs(g) + eps)",
           "return np.maximum(beta2 * u, g + eps)", "walks"),
    Mutant("adamax never fades", "ops/optimizers/adamax.py",
           "return np.maximum(beta2 * u, np.abs(g))",
           "return np.maximum(u, np.abs(g))", "optimizers"),
    Mutant("nadam looks at this momentum twice", "ops/optimizers/nadam.py",
           "0.96 ** (momentum_decay * (k + 1))",
           "0.96 ** (momentum_decay * k)", "walks"),
    Mutant("nadam's product is the last momentum", "ops/optimizers/nadam.py",
           "return np.asarray(mu_product * mu)",
           "return np.asarray(mu)", "walks"),
    Mutant("radam trusts at once", "ops/optimizers/radam.py",
           "if not rho_k > threshold:",
           "if not rho_k > 0:", "walks"),
    Mutant("radam's memory is as long as ever", "ops/optimizers/radam.py",
           "return np.asarray(rho_inf - 2 * k * beta2**k / (1 - beta2**k))",
           "return np.asarray(rho_inf - 0 * k)", "walks"),
    Mutant("radam's first steps are adaptive", "ops/optimizers/radam.py",
           "if rect > 0 else w - lr * mhat",
           "if rect > 0 else w - lr * mhat * adaption", "walks"),
    Mutant("a card without a formula is taken", "ops/base.py",
           "if not inspect.getdoc(rule):", "if False:", "contract"),
    Mutant("a rule locks what it reads", "ops/base.py",
           "np.asarray(getattr(self, rule)(*arrays)).view()",
           "np.asarray(getattr(self, rule)(*arrays))", "contract"),
    Mutant("a wave begins a count late", "ops/schedules/restarts.py",
           "while passed < n and n - 1 >= period", "while passed < n and n - 1 > period", "rates"),
    Mutant("a wave does not grow", "ops/schedules/restarts.py",
           "return np.asarray(period * growth**restarts)",
           "return np.asarray(period * growth)", "rates"),
    Mutant("a wave does not shrink", "ops/schedules/restarts.py",
           "height = shrink**restarts * (1", "height = (1", "rates"),
    Mutant("a warm-up does not hold the schedule", "ops/schedules/warm_up.py",
           "np.maximum(n - warm_up, 1)", "np.maximum(n, 1)", "rates"),
    Mutant("a warm-up goes on too long", "ops/schedules/warm_up.py",
           "risen = np.minimum(n - 1, warm_up) / warm_up\n        return np.asarray(planned_lr",
           "risen = np.minimum(n, warm_up) / warm_up\n        return np.asarray(planned_lr",
           "rates"),
    Mutant("a piece begins on its milestone", "ops/schedules/steps.py",
           "passed = int((n - 1 > milestones).sum())",
           "passed = int((n - 1 >= milestones).sum())", "rates"),
    Mutant("a schedule keeps its counter", "schedules.py",
           "return replace(self, lines=lines, counter=counter)",
           "return replace(self, lines=self.lines, counter=counter)", "schedules"),
    Mutant("a schedule begins at its own rate", "lesson.py",
           "found.set({**spec.schedule.given, \"lr0\": spec.optimizer.lr})",
           "found.set(spec.schedule.given)", "scheduled"),
    Mutant("a schedule counts epochs in any case", "lesson.py",
           "if spec.schedule.every is not None:", "if False:", "scheduled"),
    Mutant("the epoch is not counted where all data are one batch", "compiler/plan.py",
           "return not self.whole or (self.schedule is not None and self.schedule.counter"
           " == \"epoch\")", "return not self.whole", "scheduled"),
    Mutant("a rate is written after the weights", "compiler/update.py",
           "return shared + [", "return [] + [", "scheduled"),
    # -- for other programs -----------------------------------------------------------------------
    Mutant("a value is set beside the state", "api.py",
           "values = MappingProxyType({**self._state.values, name: array})",
           "values = MappingProxyType({name: array, **self._state.values})", "api"),
    Mutant("what is held is forgotten", "api.py",
           "if done.writes in self._held:", "if done.writes in ():", "api"),
    Mutant("backward stops one gradient early", "api.py",
           "len(phases) - phases[::-1].index(Phase.BACKWARD)",
           "len(phases) - 1 - phases[::-1].index(Phase.BACKWARD)", "api"),
    Mutant("forward does not go on when it is behind", "api.py",
           "while end <= self.tick:", "while end < self.tick:", "api"),
    Mutant("a set array is the caller's", "api.py",
           "return frozen(np.array(array, self.lesson.start[\"lr\"].dtype))",
           "return np.asarray(array, self.lesson.start[\"lr\"].dtype)", "api"),
    # -- landscapes -------------------------------------------------------------------------------
    Mutant("rosenbrock forgets that its valley bends", "ops/functions.py",
           "_along(-2 * (1 - x) - 400 * x * above, 200 * above)",
           "_along(-2 * (1 - x) - 400 * above, 200 * above)", "landscapes"),
    Mutant("beale loses a factor of its last error", "ops/functions.py",
           "third * 3 * x * y**2", "third * x * y**2", "landscapes"),
    Mutant("himmelblau is a little lower", "ops/functions.py",
           "(x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2)",
           "(x**2 + y - 11) ** 2 + (x + y**2 - 6) ** 2)", "landscapes"),
    Mutant("a saddle rises both ways", "ops/functions.py",
           "_along(2 * w[..., 0], -2 * w[..., 1])", "_along(2 * w[..., 0], 2 * w[..., 1])",
           "landscapes"),
    Mutant("a plateau is explained as steep", "ops/functions.py",
           "return g[start] * w[at] * exp(-(x**2 + y**2) / 2)",
           "return g[start] * w[at] * exp(-(x**2 + y**2))", "contract"),
    Mutant("walkers share their slope", "ops/functions.py",
           "return np.full_like(f, g)", "return np.full_like(f, g / len(f))", "contract"),
    # -- networks, programs, optimizers, first values ---------------------------------------------
    Mutant("any layer name will do", "network.py",
           "layer.name in outputs or layer.name in RESERVED", "layer.name in outputs", "network"),
    Mutant("a layer reads the one before", "network.py",
           "_output_of(name, self._outputs, layer) for name in layer.inputs",
           "_output_of([*self._outputs][-1], self._outputs, layer) for name in layer.inputs",
           "network"),
    Mutant("gradients go forward", "compiler/backward.py",
           "for use in reversed(uses)\n        if use.writes in counted",
           "for use in uses\n        if use.writes in counted", "program"),
    Mutant("what leads nowhere has a gradient", "compiler/backward.py",
           "        if use.writes in counted\n", "", "program"),
    Mutant("what is frozen is trained", "network.py",
           "for parameter in self.parameters if parameter.trainable)",
           "for parameter in self.parameters)", "program"),
    Mutant("what is shared is made again", "network.py",
           "if not layer.shares:\n        parameters", "if layer:\n        parameters", "network"),
    Mutant("a third use forgets the second", "compiler/backward.py",
           'before = f"{gradient}.use1" if met[name] == 2 else f"{gradient}.sum{met[name] - 1}"',
           'before = f"{gradient}.use1"', "program"),
    Mutant("a gradient is its last path", "compiler/backward.py",
           "Add(), \"forward\", (before, writes), meets",
           "Add(), \"forward\", (writes, writes), meets", "program"),
    Mutant("an epoch's last place runs over", "program.py",
           "nth = min(within // len(self.usual), self.iterations - 1)",
           "nth = (within // len(self.usual))", "program"),
    Mutant("the last batch is a whole one", "compiler/__init__.py",
           "batch(plan, plan.last, counts)", "batch(plan, plan.batch, counts)", "program"),
    Mutant("the first iteration closes the epoch", "program.py",
           "iteration % self.iterations == self.iterations - 1",
           "iteration % self.iterations == 0", "program"),
    Mutant("a name is written one tick late", "program.py",
           "if done is not None and done <= place.done:",
           "if done is not None and done < place.done:", "program"),
    Mutant("nobody counts for adam", "compiler/__init__.py",
           "counts = plan.rule.counts or network.counts or not plan.whole",
           "counts = network.counts or not plan.whole", "program"),
    Mutant("a layer called scaled is a constant", "compiler/__init__.py",
           "if name not in CONSTANTS)", "if not name.startswith(tuple(CONSTANTS)))", "program"),
    Mutant("the evaluation reads the batch's targets", "compiler/evaluation.py",
           'reads = tuple(name if name in fixed else f"val.{name}" for name in use.reads)',
           'reads = tuple(name if name in {*fixed, "t"} else f"val.{name}" for name in use.reads)',
           "program"),
    Mutant("adam corrects v by m's decay", "optimizers/families.py",
           '(f"v.{w}", "beta2", "k"), f"vhat.{w}"),\n'
           '            (AdamStep(), (start, f"mhat',
           '(f"v.{w}", "beta1", "k"), f"vhat.{w}"),\n'
           '            (AdamStep(), (start, f"mhat', "numbers"),
    Mutant("momentum follows the gradient", "optimizers/families.py",
           "(FollowVelocity(), (start, f\"v.{w}\", \"lr\"), w)",
           "(FollowVelocity(), (start, g, \"lr\"), w)", "numbers"),
    Mutant("amsgrad corrects what is not the largest", "optimizers/families.py",
           "(Corrected(), (f\"vmax.{w}\", \"beta2\", \"k\")",
           "(Corrected(), (f\"v.{w}\", \"beta2\", \"k\")", "walks"),
    Mutant("adagrad of keras starts from nothing", "optimizers/families.py",
           "{\"squares\": 0.1}",
           "{\"squares\": 0.0}", "optimizers"),
    Mutant("adadelta's paper is pytorch", "optimizers/families.py",
           "\"paper\": {\"lr\": 1.0, \"rho\": 0.95",
           "\"paper\": {\"lr\": 1.0, \"rho\": 0.9", "optimizers"),
    Mutant("the paper's adamw waits for the rate", "optimizers/families.py",
           "Decay.OUTRIGHT if convention",
           "Decay.DECOUPLED if convention", "optimizers"),
    Mutant("keras decays in the gradient", "optimizers/__init__.py",
           "Decay.DECOUPLED if convention == \"keras\" else",
           "Decay.PENALTY if convention == \"keras\" else", "optimizers"),
    Mutant("a decayed weight is decayed twice", "optimizers/rule.py",
           "g = f\"penalized.{w}\"\n",
           "g = f\"penalized.{w}\"\n            start = g\n", "walks"),
    Mutant("a step starts before the decay", "optimizers/rule.py",
           "return (*first, *self.update(w, g, start))",
           "return (*first, *self.update(w, g, w))", "walks"),
    Mutant("all memory starts from zero", "optimizers/rule.py",
           "np.full(shape, value)",
           "np.zeros(shape)", "optimizers"),
    Mutant("a decayed parameter is a new one", "compiler/update.py",
           "renews=writes == parameter.name", "renews=False", "optimizers"),
    Mutant("a rate drops one count late", "ops/schedules/steps.py",
           "gamma ** np.floor((n - 1) / period)", "gamma ** np.floor((n - 2) / period)",
           "schedules"),
    Mutant("a milestone is passed after it", "ops/schedules/steps.py",
           "(n - 1 >= milestones).sum()", "(n - 1 > milestones).sum()", "rates"),
    Mutant("a cosine goes on after its end", "ops/schedules/cosine.py",
           "np.cos(np.pi * np.minimum(n - 1, period) / period)",
           "np.cos(np.pi * (n - 1) / period)", "schedules"),
    Mutant("a restart comes late", "ops/schedules/cosine.py",
           "np.fmod(n - 1, period)", "np.fmod(n - 1, period + 1)", "rates"),
    Mutant("a cycle never comes down", "ops/schedules/cosine.py",
           "(end_lr - peak_lr) * down / 2)", "0 * down / 2)", "rates"),
    Mutant("each parameter has the scalars again", "compiler/update.py",
           "return shared + [",
           "return shared * 2 + [", "optimizers"),
    Mutant("he's variance is halved", "initializers/scaled.py",
           "return 2 / ((1 + self.slope**2)", "return 1 / ((1 + self.slope**2)", "initializers"),
    Mutant("a uniform bound is no root of three variances", "initializers/scaled.py",
           "math.sqrt(3 * self.variance(fan_in, fan_out))",
           "math.sqrt(2 * self.variance(fan_in, fan_out))", "initializers"),
    Mutant("a cut normal distribution stays narrow", "initializers/scaled.py",
           "std = math.sqrt(self.variance(fan_in, fan_out)) / LEFT_OF_STD",
           "std = math.sqrt(self.variance(fan_in, fan_out))", "initializers"),
    Mutant("what lies outside is moved to the bounds", "initializers/base.py",
           "        values[outside] = again\n",
           "        again = np.clip(again, low, high)\n        values[outside] = again\n",
           "initializers"),
    Mutant("keras' normal is plain", "initializers/__init__.py",
           "_of(_maker(HeNormal), _maker(HeTruncated))", "_of(_maker(HeNormal))",
           "initializers"),
    Mutant("turns have LAPACK's signs", "initializers/orthogonal.py",
           "        q *= np.sign(np.diagonal(r))\n", "        del r\n", "initializers"),
    Mutant("every parameter is drawn alike", "initializers/base.py",
           "default_rng([seed, *place.encode()])", "default_rng([seed])", "initializers"),
    Mutant("a picture turns with the clock", "ops/augment/places.py",
           "right * np.sin(turn) + down * np.cos(turn)",
           "down * np.cos(turn) - right * np.sin(turn)", "augment"),
    Mutant("a picture shrinks where it should grow", "ops/augment/places.py",
           "down / factor[:, None, None]", "down * factor[:, None, None]", "contract augment"),
    Mutant("the nearest pixel is the one before", "ops/augment/places.py",
           "np.floor(rows + 0.5), np.floor(columns + 0.5)", "np.floor(rows), np.floor(columns)",
           "contract augment"),
    Mutant("a shift wraps around", "ops/augment/moves.py",
           "        out = np.zeros_like(x)\n        for n,",
           "        out = x.copy()\n        for n,", "augment"),
    Mutant("an input that never changes is divided by 0", "ops/preparation.py",
           "return np.sqrt(variance) + (variance == 0).astype(variance.dtype)",
           "return np.sqrt(variance)", "augment"),
    Mutant("both parts are the same rows", "ops/preparation.py",
           "part = order[: self.aside] if self.kept else order[self.aside :]",
           "part = order[: self.aside] if self.kept else order[: -self.aside]", "start"),
    Mutant("classes come in blocks", "datasets/planes.py",
           "number % self.classes, number // self.classes",
           "number // self.classes % self.classes, number // self.classes", "datasets"),
    Mutant("a window shows its own target", "datasets/sequences.py",
           'values[steps:] if predict == "last"', 'values[steps - 1 : -1] if predict == "last"',
           "datasets"),
    Mutant("an idx file is believed", "datasets/readers/limits.py",
           "if count * itemsize != there:", "if count * itemsize > there:", "readers"),
    Mutant("a line may be of any length", "datasets/readers/table.py",
           "if len(cells) != width:", "if len(cells) < width:", "readers"),
    Mutant("paeth prefers what is above", "datasets/readers/png.py",
           "(to_left <= to_above) & (to_left <= to_corner)",
           "(to_left < to_above) & (to_left <= to_corner)", "readers"),
    Mutant("a checksum is not held", "datasets/readers/png.py",
           "if zlib.crc32(content[at + 4 : end - 4]) !=",
           "if zlib.crc32(content[at + 4 : end - 4]) <", "readers"),
    Mutant("python's own numbers are numbers", "datasets/readers/numbers.py",
           "if not NUMBER.fullmatch(text):", "if not text:", "readers"),
    # -- machine ----------------------------------------------------------------------------------
    Mutant("an iteration keeps what the last one left", "machine.py",
           "if place.done == 1:", "if place.done == 0:", "machine"),
    Mutant("whatever lies behind is a neighbour", "joining.py",
           "_address(one) + one.nbytes == _address(other)",
           "_address(one) + one.nbytes <= _address(other)", "joining"),
    Mutant("a write moves past a read", "joining.py",
           "ins.writes in written or ins.writes in read or ",
           "ins.writes in written or ", "joining"),
    Mutant("a read moves past a write", "joining.py",
           " or not written.isdisjoint(ins.reads)", "", "joining"),
    Mutant("pieces of lines that shift against each other", "joining.py",
           "_same_place(a, b) or not np.may_share_memory(a, b)", "True", "joining"),
    Mutant("the last piece is cut off", "joining.py",
           "range(0, size, PIECE)", "range(0, size - PIECE + 1, PIECE)", "joining"),
    Mutant("two notes on one page", "ops/memory.py",
           "        self._next += 1\n", "", "contract"),
    Mutant("constants in the notebook", "ops/memory.py",
           "        return np.full_like(like, value)\n    return np.full((), value, like.dtype)",
           "        return np.full_like(like, value)\n    page = notes((), like.dtype)\n"
           "    page.fill(value)\n    return page", "memory"),
    Mutant("a product turned round is not turned back", "ops/products.py",
           "turned.T))", "turned.reshape(out.shape)))", "products"),
    Mutant("what is written later is felt too early", "pulse.py",
           " and not _overlaps(span, later)]", "]", "pulse"),
    Mutant("what lies between is not felt", "pulse.py",
           "        for first in range(at, begin, PIECE):\n"
           "            yield first, min(first + PIECE, begin)\n",
           "        for first in range(at, begin, PIECE)[:1]:\n"
           "            yield first, min(first + PIECE, begin)\n", "pulse"),
    Mutant("the last numbers are not felt", "pulse.py",
           "(*sorted(spans), (size, size))", "sorted(spans)", "pulse"),
    Mutant("the first values of closing iterations are lost", "machine.py",
           "self._arena[True][name][...] = start[name]",
           "self._arena[True][name][...] = 0 * start[name]", "machine"),
    Mutant("a step hands out what can be written", "machine.py",
           "    return frozen(out)", "    return out", "machine"),
    Mutant("nothing is ever joined", "joining.py",
           "            run += _followers(", "            run[1:] = () and _followers(", "machine"),
    # -- history and checkpoints ------------------------------------------------------------------
    Mutant("a log survives the edit of its iteration", "history.py",
           "if i >= iteration]:", "if i > iteration]:", "history"),
    Mutant("a checkpoint survives an edit before it", "history.py",
           "self._checkpoints.forget_after(iteration)",
           "self._checkpoints.forget_after(iteration + 1)", "history"),
    Mutant("a curve survives an edit before it", "history.py",
           "self._recorder.forget_after(iteration)",
           "self._recorder.forget_after(iteration + 1)", "history"),
    Mutant("edits at the beginning are forgotten", "history.py",
           "        if iteration == 0:\n            self._lay_edits(0)",
           "        if iteration < 0:\n            self._lay_edits(0)", "history"),
    Mutant("an edited iteration is run at full speed", "history.py",
           "place >= iteration), default", "place > iteration), default", "history"),
    Mutant("a log is resumed without its last line", "history.py",
           "for _, name, value in row.writes:", "for _, name, value in row.writes[:-1]:",
           "history"),
    Mutant("a state lacks its own tick", "history.py",
           "if when > tick:", "if when >= tick:", "history"),
    Mutant("later edits are kept", "history.py",
           "(*(e for e in kept if e.tick <= edit.tick), edit)", "(*kept, edit)", "history"),
    Mutant("an edit leaves what can be redone", "history.py",
           "self._undone.clear()", "pass", "history"),
    Mutant("an edit hides its iteration from the curves", "history.py",
           "self.furthest = min(self.furthest, iteration)",
           "self.furthest = min(self.furthest, iteration + 1)", "history"),
    Mutant("trouble outlives its cause", "history.py",
           "if self.trouble and self.trouble.tick >= tick:", "if False:", "history"),
    Mutant("later trouble hides the first", "history.py",
           "if self.trouble and self.trouble.tick <= tick:", "if False:", "history"),
    Mutant("a run feels nothing", "history.py",
           "healthy = not any(self._pulses)", "healthy = True", "history"),
    Mutant("an edited iteration feels nothing", "history.py",
           "            self._look(name, tick)\n            self._lay_edits(tick)",
           "            self._lay_edits(tick)", "history"),
    Mutant("an edit is not in the log", "history.py",
           "row.writes.append((row.tick, edited, self._copy(edited)))", "pass", "history"),
    Mutant("data may be edited", "history.py",
           "if name not in values or name in self._constants:", "if name not in values:",
           "history"),
    Mutant("rows are never dropped", "history.py",
           "len(self._rows) > 2 and size", "len(self._rows) > 10**9 and size", "history"),
    Mutant("thinning keeps the wrong half", "checkpoints.py",
           "self._rows[: self.count : 2].copy()", "self._rows[1 : self.count : 2].copy()",
           "checkpoints"),
    Mutant("a checkpoint beyond the last", "checkpoints.py",
           "min(iteration // self.every, len(self._stored) - 1) * self.every",
           "iteration // self.every * self.every", "checkpoints"),
    Mutant("rows handed out are written over", "checkpoints.py",
           "self._rows = self._rows[: max(count, 16)].copy()",
           "self._rows = self._rows[: max(count, 16)]", "checkpoints"),
    Mutant("thinned checkpoints think they are dense", "checkpoints.py",
           "self.every *= 2", "self.every *= 1", "checkpoints"),
    Mutant("the budget does not count", "checkpoints.py",
           "self._stored.nbytes > self._budget and", "False and", "checkpoints"),
    # -- walking ----------------------------------------------------------------------------------
    Mutant("a layer forgets its phase", "walk.py",
           "return instruction.phase, instruction.layer", "return \"\", instruction.layer", "walk"),
    Mutant("back stays where it is", "walk.py", "now = tick - 1\n", "now = tick\n", "walk"),
    Mutant("out goes two grains up", "walk.py",
           "Grain(min(grain + 1, Grain.EPOCH))", "Grain(min(grain + 2, Grain.EPOCH))", "walk"),
    Mutant("an epoch ends with any iteration", "walk.py",
           "return last and program.is_closing(place.iteration)", "return last", "walk"),
    # -- expressions ------------------------------------------------------------------------------
    Mutant("a quotient divides without brackets", "expr.py",
           "_wrapped(self.bottom, Binding.POWER, reading)",
           "_wrapped(self.bottom, Binding.PRODUCT, reading)", "expr"),
    Mutant("a later quotient has no brackets", "expr.py",
           "Binding.POWER if place and isinstance(factor, Quotient) else Binding.PRODUCT",
           "Binding.PRODUCT", "expr"),
    Mutant("a subtracted sum has no brackets", "expr.py",
           "yield from _wrapped(inner, Binding.SIGN, reading)",
           "yield from _wrapped(inner, Binding.SUM, reading)", "expr"),
    Mutant("a power's base has no brackets", "expr.py",
           "_wrapped(self.base, Binding.ATOM, reading)",
           "_wrapped(self.base, Binding.PRODUCT, reading)", "expr"),
    Mutant("a negated sum has no brackets", "expr.py",
           "_wrapped(self.inner, Binding.PRODUCT, reading)",
           "_wrapped(self.inner, Binding.SUM, reading)", "expr"),
    Mutant("a power of ten has no brackets", "expr.py",
           'product = "×" in text and not text.startswith("(")', "product = False", "expr"),
    Mutant("a subtotal leaves one term out", "expr.py",
           "Subtotal(terms[shown - 1 :])", "Subtotal(terms[shown:])", "expr"),
    Mutant("a subtotal is not rounded", "expr.py",
           "Number(tree.label, change(tree.value))", "Number(tree.label, tree.value)", "expr"),
    Mutant("a division by minus zero is positive", "expr.py",
           "math.copysign(math.inf, top) * math.copysign(1.0, bottom)",
           "math.copysign(math.inf, top)", "expr"),
    Mutant("a maximum passes NaN over", "expr.py",
           "math.nan if any(map(math.isnan, values)) else pick(list(values))",
           "pick(list(values))", "expr"),
    Mutant("a root of a negative number is infinite", "expr.py",
           "if base < 0 and exponent != math.floor(exponent):", "if False:", "expr"),
    # -- normalisation, chance, sequences ---------------------------------------------------------
    Mutant("PyTorch's running variance is biased", "ops/normalize/running.py",
           "unbiased = np.divide(var * m, m - 1)", "unbiased = var", "networks"),
    Mutant("Keras' momentum weighs the new", "ops/normalize/running.py",
           "return self.momentum * running + (1 - self.momentum) * batch",
           "return (1 - self.momentum) * running + self.momentum * batch", "networks"),
    Mutant("batch norm evaluates with the batch", "layers/normalize.py",
           'running = f"{self.name}.running_mean", f"{self.name}.running_var"\n',
           'running = f"{self.name}.running_mean", f"{self.name}.running_mean"\n', "networks"),
    Mutant("Keras has PyTorch's epsilon", "layers/normalize.py",
           '"keras": 1e-3', '"keras": 1e-5', "networks"),
    Mutant("Keras has PyTorch's order of gates", "layers/recurrent.py",
           '"keras": "zrn"', '"keras": "rzn"', "networks"),
    Mutant("a step reads the memory of its own", "layers/recurrent.py",
           "new_and_old = (self.at(t, \"n\"), self.at(t - 1, \"h\"))",
           "new_and_old = (self.at(t, \"n\"), self.at(0, \"h\"))", "networks"),
    Mutant("the first state is returned", "layers/recurrent.py",
           "for t in range(1, steps + 1))\n            uses.append(self.applied(Stack",
           "for t in range(0, steps))\n            uses.append(self.applied(Stack", "networks"),
    Mutant("Keras' forget gate starts closed", "layers/recurrent.py",
           'float(gate == "f")', 'float(gate == "i")', "lines"),
    Mutant("dropout stays on", "layers/chance.py",
           "return (self.applied(Unchanged(), reads, \"z\"),)",
           "return self.open(reads, shapes)", "lines"),
    Mutant("a batch of one has a variance", "ops/normalize/running.py",
           "if count(shapes[0]) == 1:", "if False:", "lines"),
    Mutant("a longer sum forgets the second", "layers/combine.py",
           "so_far = uses[-1].writes", "so_far = reads[0]", "networks"),
    Mutant("the parts of a concatenation are turned", "layers/combine.py",
           "self.applied(ConcatenateOp(widths), reads,",
           "self.applied(ConcatenateOp(widths[::-1]), reads[::-1],", "networks"),
    Mutant("a variance has no slope towards its mean", "ops/normalize/channels.py",
           "return -g * 2 * channel_sum(x - per_channel(mu, x)) / count(x.shape)",
           "return np.zeros_like(g)", "contract"),
    Mutant("a bound normalisation forgets epsilon", "ops/normalize/channels.py",
           "partial(np.add, var, np.full_like(var, self.eps), out),",
           "partial(np.copyto, out, var),", "contract"),
    Mutant("the variance's slope is doubled", "ops/normalize/channels.py",
           "return -channel_sum(g * xhat) / (2 * (var + self.eps))",
           "return -channel_sum(g * xhat) / (var + self.eps)", "contract"),
    Mutant("a sum over an image forgets the examples", "ops/normalize/reduce.py",
           "partial(np.ones(batch, x.dtype).dot, part, out),\n    )\n\n\ndef products",
           "partial(np.copyto, out, part[0]),\n    )\n\n\ndef products", "contract"),
    Mutant("a mask keeps the share it should drop", "ops/chance.py",
           "return random.random(shape) >= self.p", "return random.random(shape) >= 1 - self.p",
           "layer_cards"),
    Mutant("all iterations have one chance", "ops/chance.py",
           "key = (int(k), *place.encode())", "key = (*place.encode(),)", "layer_cards"),
    Mutant("all layers have one chance", "ops/chance.py",
           "key = (int(k), *place.encode())", "key = (int(k),)", "layer_cards"),
    Mutant("single precision draws for itself", "ops/chance.py",
           "chances = notes(x.shape, np.dtype(float))\n", "chances = notes(x.shape, x.dtype)\n",
           "contract layer_cards"),
    Mutant("a repeated word has the last slope", "ops/sequence.py",
           "np.add.at(slope, place[known], g[known])", "slope[place[known]] = g[known]",
           "contract layer_cards"),
    Mutant("a word too many is the last", "ops/sequence.py",
           "known = (i > -1) & (i < rows)", "known = i > -1", "layer_cards"),
    Mutant("a concatenation is cut one too late", "ops/combine.py",
           "return whole[:, self._starts[which] : self._starts[which + 1]]",
           "return whole[:, self._starts[which] : self._starts[which + 1] + 1]", "contract"),
    Mutant("the update gate weighs the new", "ops/recurrent.py",
           "return (1 - z) * new + z * old", "return z * new + (1 - z) * old", "contract"),
    # -- explanations -----------------------------------------------------------------------------
    Mutant("an explanation reads the state after", "explain.py",
           "earlier = history.at(made - 1).values\n    tree =",
           "earlier = history.at(made).values\n    tree =", "explain"),
    Mutant("every line claims to be exact", "explain.py",
           "exact=_adds_up(shown, value)", "exact=True", "explain"),
    Mutant("an old edit still holds", "explain.py",
           "since <= edit.tick <= tick]", "edit.tick <= tick]", "explain"),
    Mutant("a use lies behind an overwriting", "explain.py",
           "        if instruction.writes == name:\n            break",
           "        if instruction.writes == name:\n            continue", "explain"),
    Mutant("a gradient check divides by one step", "explain.py",
           "/ (2 * self.step)", "/ self.step", "explain"),
    Mutant("a gradient check forgets an edited number", "explain.py",
           "if name == place.name or any(edit.place == place for edit in laid):",
           "if name == place.name:", "explain"),
    Mutant("a gradient check forgets the edits", "explain.py",
           "laid = [edit for edit in history.edits if edit.tick == tick]", "laid = []",
           "explain"),
    Mutant("the term added last is the first", "explain.py",
           "kept[-1].leaves()", "kept[0].leaves()", "explain"),
    Mutant("a negative number has no brackets", "explain.py",
           'return f"({text})" if leaf.number < 0 else text', "return text", "explain"),
    Mutant("an overwritten number forgets what it was", "explain.py",
           "if instruction.overwrites else None", "if False else None", "explain"),
    Mutant("what was edited at once has no before", "explain.py",
           "    if instruction.writes != name:", "    if instruction.writes:", "explain"),
    # -- blocks -----------------------------------------------------------------------------------
    Mutant("a repetition of a block reads the first input again", "lesson_file/blocks.py",
           'inputs = (layers[-1].table["name"], *inputs[1:])', "inputs = tuple(inputs)", "blocks"),
    Mutant("a use cannot change a block's setting", "lesson_file/blocks.py",
           "known[name] = _Setting(value, place)", "known.setdefault(name, _Setting(value, place))",
           "blocks"),
    Mutant("a value from a use is blamed on the block", "lesson_file/origins.py",
           "if keys[:length] in self.filled:", "if not keys:", "blocks"),
    Mutant("a layer of a block reads the block's input", "lesson_file/blocks.py",
           "outputs[written.name] = before = ", "outputs[written.name] = ", "blocks"),
    # -- sizes ------------------------------------------------------------------------------------
    Mutant("a window reaches over its stride", "measure.py",
           "Axis(_grown(axis, one.extent), axis.step * one.stride)",
           "Axis(_grown(axis, one.extent), axis.step + one.stride)", "summary"),
    Mutant("frozen parameters are all", "measure.py",
           "_numbers({p.name: p.shape for p in parameters if not p.trainable})",
           "_numbers({p.name: p.shape for p in parameters})", "summary"),
    Mutant("a dilated window reaches its size only", "ops/sliding.py",
           "return Reach(self.extent, Fraction(self.stride))",
           "return Reach(self.size, Fraction(self.stride))", "sizes"),
    Mutant("what meets sees the least", "measure.py",
           "tuple(max(along, key=", "tuple(min(along, key=", "summary"),
    # -- figures ----------------------------------------------------------------------------------
    Mutant("a line has five digits", "figures.py", "LINE_DIGITS = 6", "LINE_DIGITS = 5", "figures"),
    Mutant("a result has three digits", "figures.py",
           "RESULT_DIGITS = 4", "RESULT_DIGITS = 3", "figures"),
    Mutant("a decimal is short only to the last digit", "figures.py",
           "_SHORT_DIGITS = 12", "_SHORT_DIGITS = 17", "figures"),
    Mutant("a minus is a hyphen", "figures.py",
           'text.replace("-", MINUS) if text[0] == "-" else text', "text", "figures"),
)  # fmt: skip


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
