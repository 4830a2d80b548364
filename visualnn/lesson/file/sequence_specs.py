"""Layers of sequences: embedding, a dense layer at every step, recurrent layers."""

from __future__ import annotations

from typing import Literal

from .layer_base import FirstMatrix, FirstVector, Library, TrainedLayerBase, Width


class EmbeddingSpec(TrainedLayerBase):
    """Each whole number becomes a row of a table."""

    kind: Literal["embedding"]
    rows: Width
    """How many different numbers there are, from 0 on."""
    units: Width
    """How long a row is."""
    table: FirstMatrix = "normal"
    """How the table starts: a rule, or its rows."""


class DenseStepsSpec(TrainedLayerBase):
    """The same dense layer at every time step."""

    kind: Literal["dense_steps"]
    units: Width
    weights: FirstMatrix = "glorot_uniform"
    """How the weights start: a rule, or one row of numbers for each input."""
    bias: FirstVector = "zeros"
    """How the biases start: a rule, or one number for each unit."""


class RecurrentBase(TrainedLayerBase):
    """What all recurrent layers have."""

    units: Width
    returns: Literal["last", "all"] = "last"
    """The state after the last step, or the states of all steps."""
    weights: FirstMatrix = "glorot_uniform"
    """How the weights of the inputs start."""
    recurrent: FirstMatrix = "orthogonal"
    """How the weights of the memory start."""
    bias: FirstVector = "zeros"
    """How the biases start."""


class RNNSpec(RecurrentBase):
    """Each step reads its input and the state of the step before."""

    kind: Literal["rnn"]
    convention: Library = "pytorch"
    """Whose biases it has: two in PyTorch, one in Keras."""
    nonlinearity: Literal["tanh", "relu"] = "tanh"
    """What makes the state of the sums."""


class LSTMSpec(RecurrentBase):
    """Gates say what a memory keeps, takes in and shows."""

    kind: Literal["lstm"]
    convention: Library = "pytorch"
    """Whose order of gates and whose biases it has."""


class GRUSpec(RecurrentBase):
    """Two gates say what of the state is used and what is kept."""

    kind: Literal["gru"]
    convention: Library | Literal["paper"] = "pytorch"
    """Whose order of gates and whose biases it has; in the paper the reset gate acts first."""
