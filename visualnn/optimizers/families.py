"""The update of every optimizer as lines, and where the conventions differ, with their defaults.

Source of the conventions: PyTorch 2.13 (torch.optim), Keras 3.15 (keras.optimizers), and the paper
that each card names, where libraries leave it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from ..ops.optimizers import (
    AdadeltaChange,
    AdamaxStep,
    AdamaxStepOver,
    AdamStep,
    Adaption,
    AddVelocity,
    ChangeStep,
    Corrected,
    CorrectedRate,
    CorrectedSquare,
    DampedVelocity,
    Descend,
    EpsilonHatStep,
    FadingRate,
    FirstCorrectedRate,
    FirstMoment,
    FollowVelocity,
    Largest,
    LargestGradient,
    LargestGradientAtLeast,
    LongestMemory,
    MemoryLength,
    MomentumProduct,
    NesterovMean,
    NesterovStep,
    NesterovStepRateInside,
    NextQuickMomentum,
    NextWarmMomentum,
    QuickMomentum,
    RectifiedStep,
    Rectifier,
    RunningChange,
    RunningMean,
    RunningSquare,
    RunningVariance,
    ScaledStep,
    ScaledStepInside,
    ScaledStepVelocity,
    ScaledVelocity,
    SecondMoment,
    SquareSum,
    StepVelocity,
    SubtractVelocity,
    Velocity,
    WarmMomentum,
)
from .rule import Decay, Line, OptimizerRule, Update

Family = Callable[[str, frozenset[str]], OptimizerRule]
"""(convention, settings given beyond the usual ones) → the optimizer."""


def sgd(convention: str, extra: frozenset[str]) -> OptimizerRule:
    def update(w: str, g: str, start: str) -> tuple[Line, ...]:
        return ((Descend(), (start, g, "lr"), w),)

    return OptimizerRule({"lr": 0.01 if convention == "keras" else 0.001}, update)


def momentum(convention: str, extra: frozenset[str]) -> OptimizerRule:
    def outside(w: str, g: str, start: str) -> tuple[Line, ...]:
        velocity: Line = (Velocity(), (f"v.{w}", g, "momentum"), f"v.{w}")
        if "dampening" in extra:
            reads = (f"v.{w}", g, "momentum", "dampening", "k")
            velocity = (DampedVelocity(), reads, f"v.{w}")
        return (
            velocity,
            (FollowVelocity(), (start, f"v.{w}", "lr"), w),
        )

    def inside(w: str, g: str, start: str) -> tuple[Line, ...]:
        return (
            (StepVelocity(), (f"v.{w}", g, "momentum", "lr"), f"v.{w}"),
            (AddVelocity(), (start, f"v.{w}"), w),
        )

    if convention == "keras":
        return OptimizerRule({"lr": 0.01, "momentum": 0.9}, inside, {"v": 0.0})
    return OptimizerRule({"lr": 0.001, "momentum": 0.9}, outside, {"v": 0.0})


def nesterov(convention: str, extra: frozenset[str]) -> OptimizerRule:
    def outside(w: str, g: str, start: str) -> tuple[Line, ...]:
        return (
            (Velocity(), (f"v.{w}", g, "momentum"), f"v.{w}"),
            (NesterovStep(), (start, f"v.{w}", g, "momentum", "lr"), w),
        )

    def inside(w: str, g: str, start: str) -> tuple[Line, ...]:
        return (
            (StepVelocity(), (f"v.{w}", g, "momentum", "lr"), f"v.{w}"),
            (NesterovStepRateInside(), (start, f"v.{w}", g, "momentum", "lr"), w),
        )

    if convention == "keras":
        return OptimizerRule({"lr": 0.01, "momentum": 0.9}, inside, {"v": 0.0})
    return OptimizerRule({"lr": 0.001, "momentum": 0.9}, outside, {"v": 0.0})


def adagrad(convention: str, extra: frozenset[str]) -> OptimizerRule:
    rate = "rate" if "lr_decay" in extra else "lr"
    step = ScaledStepInside() if convention == "keras" else ScaledStep()

    def update(w: str, g: str, start: str) -> tuple[Line, ...]:
        return (
            (SquareSum(), (f"squares.{w}", g), f"squares.{w}"),
            (step, (start, g, f"squares.{w}", rate, "eps"), w),
        )

    if convention == "keras":
        return OptimizerRule({"lr": 0.001, "eps": 1e-7}, update, {"squares": 0.1})
    fading: Line = (FadingRate(), ("lr", "lr_decay", "k"), "rate")
    shared = (fading,) if "lr_decay" in extra else ()
    return OptimizerRule({"lr": 0.01, "eps": 1e-10}, update, {"squares": 0.0}, shared)


def rmsprop(convention: str, extra: frozenset[str]) -> OptimizerRule:
    def square(w: str, g: str) -> tuple[tuple[Line, ...], str]:
        return ((RunningSquare(), (f"v.{w}", g, "rho"), f"v.{w}"),), f"v.{w}"

    return _scaled(convention, extra, square, {"v": 0.0})


def centered_rmsprop(convention: str, extra: frozenset[str]) -> OptimizerRule:
    def variance(w: str, g: str) -> tuple[tuple[Line, ...], str]:
        lines: tuple[Line, ...] = (
            (RunningSquare(), (f"v.{w}", g, "rho"), f"v.{w}"),
            (RunningMean(), (f"m.{w}", g, "rho"), f"m.{w}"),
            (RunningVariance(), (f"v.{w}", f"m.{w}"), f"variance.{w}"),
        )
        return lines, f"variance.{w}"

    return _scaled(convention, extra, variance, {"v": 0.0, "m": 0.0})


def _scaled(
    convention: str,
    extra: frozenset[str],
    size: Callable[[str, str], tuple[tuple[Line, ...], str]],
    memory: Mapping[str, float],
) -> OptimizerRule:
    """RMSprop over a size of the gradient: with the size's lines and the name they end in."""
    keras = convention == "keras"

    def plain(w: str, g: str, start: str) -> tuple[Line, ...]:
        lines, s = size(w, g)
        step = ScaledStepInside() if keras else ScaledStep()
        return (*lines, (step, (start, g, s, "lr", "eps"), w))

    def outside(w: str, g: str, start: str) -> tuple[Line, ...]:
        lines, s = size(w, g)
        b = f"buffer.{w}"
        return (
            *lines,
            (ScaledVelocity(), (b, g, s, "momentum", "eps"), b),
            (FollowVelocity(), (start, b, "lr"), w),
        )

    def inside(w: str, g: str, start: str) -> tuple[Line, ...]:
        lines, s = size(w, g)
        b = f"buffer.{w}"
        return (
            *lines,
            (ScaledStepVelocity(), (b, g, s, "momentum", "lr", "eps"), b),
            (SubtractVelocity(), (start, b), w),
        )

    update: Update = plain
    if "momentum" in extra:
        update = inside if keras else outside
        memory = {**memory, "buffer": 0.0}
    if keras:
        return OptimizerRule({"lr": 0.001, "rho": 0.9, "eps": 1e-7}, update, memory)
    return OptimizerRule({"lr": 0.01, "rho": 0.99, "eps": 1e-8}, update, memory)


def adadelta(convention: str, extra: frozenset[str]) -> OptimizerRule:
    def update(w: str, g: str, start: str) -> tuple[Line, ...]:
        v, u = f"v.{w}", f"changes.{w}"
        return (
            (RunningSquare(), (v, g, "rho"), v),
            (AdadeltaChange(), (g, v, u, "eps"), f"change.{w}"),
            (RunningChange(), (u, f"change.{w}", "rho"), u),
            (ChangeStep(), (start, f"change.{w}", "lr"), w),
        )

    defaults = {
        "pytorch": {"lr": 1.0, "rho": 0.9, "eps": 1e-6},
        "keras": {"lr": 0.001, "rho": 0.95, "eps": 1e-7},
        "paper": {"lr": 1.0, "rho": 0.95, "eps": 1e-6},
    }
    return OptimizerRule(defaults[convention], update, {"v": 0.0, "changes": 0.0})


_MOMENTS: Mapping[str, float] = {"m": 0.0, "v": 0.0}
_BETAS: Mapping[str, float] = {"beta1": 0.9, "beta2": 0.999}
_CORRECTED_RATE: Line = (CorrectedRate(), ("lr", "beta1", "beta2", "k"), "rate")


def _moments(w: str, g: str) -> tuple[Line, ...]:
    return (
        (FirstMoment(), (f"m.{w}", g, "beta1"), f"m.{w}"),
        (SecondMoment(), (f"v.{w}", g, "beta2"), f"v.{w}"),
    )


def adam(convention: str, extra: frozenset[str]) -> OptimizerRule:
    def corrected(w: str, g: str, start: str) -> tuple[Line, ...]:
        return (
            *_moments(w, g),
            (Corrected(), (f"m.{w}", "beta1", "k"), f"mhat.{w}"),
            (CorrectedSquare(), (f"v.{w}", "beta2", "k"), f"vhat.{w}"),
            (AdamStep(), (start, f"mhat.{w}", f"vhat.{w}", "lr", "eps"), w),
        )

    def epsilon_hat(w: str, g: str, start: str) -> tuple[Line, ...]:
        step: Line = (EpsilonHatStep(), (start, f"m.{w}", f"v.{w}", "rate", "eps"), w)
        return (*_moments(w, g), step)

    if convention == "keras":
        settings = {"lr": 0.001, **_BETAS, "eps": 1e-7}
        return OptimizerRule(settings, epsilon_hat, _MOMENTS, (_CORRECTED_RATE,))
    return OptimizerRule({"lr": 0.001, **_BETAS, "eps": 1e-8}, corrected, _MOMENTS)


def amsgrad(convention: str, extra: frozenset[str]) -> OptimizerRule:
    def largest(w: str, g: str) -> tuple[Line, ...]:
        return (*_moments(w, g), (Largest(), (f"vmax.{w}", f"v.{w}"), f"vmax.{w}"))

    def corrected(w: str, g: str, start: str) -> tuple[Line, ...]:
        return (
            *largest(w, g),
            (Corrected(), (f"m.{w}", "beta1", "k"), f"mhat.{w}"),
            (CorrectedSquare(), (f"vmax.{w}", "beta2", "k"), f"vhat.{w}"),
            (AdamStep(), (start, f"mhat.{w}", f"vhat.{w}", "lr", "eps"), w),
        )

    def epsilon_hat(w: str, g: str, start: str) -> tuple[Line, ...]:
        step: Line = (EpsilonHatStep(), (start, f"m.{w}", f"vmax.{w}", "rate", "eps"), w)
        return (*largest(w, g), step)

    memory = {**_MOMENTS, "vmax": 0.0}
    if convention == "keras":
        settings = {"lr": 0.001, **_BETAS, "eps": 1e-7}
        return OptimizerRule(settings, epsilon_hat, memory, (_CORRECTED_RATE,))
    return OptimizerRule({"lr": 0.001, **_BETAS, "eps": 1e-8}, corrected, memory)


def adamw(convention: str, extra: frozenset[str]) -> OptimizerRule:
    """Adam with a decay that is always there, as a line of its own."""
    like = adam(convention, extra)
    share = 0.004 if convention == "keras" else 0.01
    decay = Decay.OUTRIGHT if convention == "paper" else Decay.DECOUPLED
    return replace(like, settings={**like.settings, "weight_decay": share}, decay=decay)


def adamax(convention: str, extra: frozenset[str]) -> OptimizerRule:
    def update(w: str, g: str, start: str) -> tuple[Line, ...]:
        m, u = f"m.{w}", f"largest.{w}"
        size: Line = (LargestGradient(), (u, g, "beta2"), u)
        step: Line = (AdamaxStep(), (start, m, u, "rate"), w)
        if convention == "pytorch":
            size = (LargestGradientAtLeast(), (u, g, "beta2", "eps"), u)
        if convention == "keras":
            step = (AdamaxStepOver(), (start, m, u, "rate", "eps"), w)
        return ((FirstMoment(), (m, g, "beta1"), m), size, step)

    settings = {
        "pytorch": {"lr": 0.002, **_BETAS, "eps": 1e-8},
        "keras": {"lr": 0.001, **_BETAS, "eps": 1e-7},
        "paper": {"lr": 0.002, **_BETAS},
    }[convention]
    shared: Line = (FirstCorrectedRate(), ("lr", "beta1", "k"), "rate")
    return OptimizerRule(settings, update, {"m": 0.0, "largest": 0.0}, (shared,))


def nadam(convention: str, extra: frozenset[str]) -> OptimizerRule:
    def update(w: str, g: str, start: str) -> tuple[Line, ...]:
        ahead = (f"m.{w}", g, "mu", "mu_next", "mu_product")
        return (
            *_moments(w, g),
            (NesterovMean(), ahead, f"mbar.{w}"),
            (CorrectedSquare(), (f"v.{w}", "beta2", "k"), f"vhat.{w}"),
            (AdamStep(), (start, f"mbar.{w}", f"vhat.{w}", "lr", "eps"), w),
        )

    product: Line = (MomentumProduct(), ("mu_product", "mu"), "mu_product")
    if convention == "keras":
        settings = {"lr": 0.001, **_BETAS, "eps": 1e-7}
        shared: tuple[Line, ...] = (
            (QuickMomentum(), ("beta1", "k"), "mu"),
            (NextQuickMomentum(), ("beta1", "k"), "mu_next"),
            product,
        )
    else:
        settings = {"lr": 0.002, **_BETAS, "eps": 1e-8, "momentum_decay": 0.004}
        shared = (
            (WarmMomentum(), ("beta1", "momentum_decay", "k"), "mu"),
            (NextWarmMomentum(), ("beta1", "momentum_decay", "k"), "mu_next"),
            product,
        )
    return OptimizerRule(settings, update, _MOMENTS, shared, {"mu_product": 1.0})


def radam(convention: str, extra: frozenset[str]) -> OptimizerRule:
    def update(w: str, g: str, start: str) -> tuple[Line, ...]:
        return (
            *_moments(w, g),
            (Corrected(), (f"m.{w}", "beta1", "k"), f"mhat.{w}"),
            (Adaption(), (f"v.{w}", "beta2", "k", "eps"), f"adaption.{w}"),
            (RectifiedStep(), (start, f"mhat.{w}", f"adaption.{w}", "rect", "lr"), w),
        )

    shared: tuple[Line, ...] = (
        (LongestMemory(), ("beta2",), "rho_inf"),
        (MemoryLength(), ("rho_inf", "beta2", "k"), "rho_k"),
        (Rectifier(), ("rho_k", "rho_inf", "threshold"), "rect"),
    )
    settings = {"lr": 0.001, **_BETAS, "eps": 1e-8, "threshold": 5.0}
    if convention == "paper":
        settings |= {"eps": 0.0, "threshold": 4.0}
    return OptimizerRule(settings, update, _MOMENTS, shared)
