"""What people write who come from other libraries is answered with what means the same here."""

from __future__ import annotations

from typing import Any

import pytest

from ui.cli.command import main
from visualnn.errors import LessonError
from visualnn.lesson import from_dict


def said(**changes: Any) -> str:
    """What is said of a small lesson with other tables; its only layer is called `layer` here."""
    described: dict[str, Any] = {
        "format": 1,
        "name": "small",
        "title": {"en": "Small", "ko": "작은"},
        "epochs": 1,
        "data": {"source": "table", "inputs": [[1.0, 2.0]], "targets": [[1.0]]},
        "loss": {"kind": "mean_squared_error"},
        "optimizer": {"kind": "sgd", "lr": 0.1},
    }
    layer = {"name": "out", **changes.pop("layer", {"kind": "dense", "units": 1})}
    for table, values in changes.items():
        described[table] = {**described.get(table, {}), **values}
    with pytest.raises(LessonError) as caught:
        from_dict({**described, "layers": [layer]})
    return str(caught.value)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("swish", "silu"),
        ("Swish", "silu"),
        ("linear", "none"),
        ("ReLU", "relu"),
        ("Leaky-ReLU", "leaky_relu"),
        ("logistic", "sigmoid"),
    ],
)
def test_activations(written: str, meant: str) -> None:
    told = said(layer={"kind": "dense", "units": 1, "activation": written})
    assert told.endswith(f"did you mean {meant}?")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("mse", "mean_squared_error"),
        ("MAE", "mean_absolute_error"),
        ("smooth_l1", "huber"),
        ("BCELoss", "binary_cross_entropy"),
        ("binary_crossentropy", "binary_cross_entropy"),
        ("CrossEntropyLoss", "sparse_categorical_cross_entropy_with_logits"),
        ("cross_entropy", "sparse_categorical_cross_entropy_with_logits"),
        ("nll_loss", "sparse_negative_log_likelihood"),
    ],
)
def test_losses(written: str, meant: str) -> None:
    assert said(loss={"kind": written}).endswith(f"did you mean {meant}?")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("xavier_uniform", "glorot_uniform"),
        ("Xavier", "glorot_uniform"),
        ("kaiming_normal", "he_normal"),
        ("random_normal", "normal"),
        ("RandomUniform", "uniform"),
    ],
)
def test_starts(written: str, meant: str) -> None:
    told = said(layer={"kind": "dense", "units": 1, "weights": written})
    assert told.endswith(f"did you mean {meant}?")


@pytest.mark.parametrize(
    ("written", "ending"),
    [
        ("linear", "did you mean dense?"),
        ("Dense", "did you mean dense?"),
        ("MaxPooling2D", "did you mean max_pool?"),
        ("BatchNormalization", "did you mean batch_norm?"),
        ("SimpleRNN", "did you mean rnn?"),
        ("relu", 'write activation = "relu" in the layer before'),
        ("softmax", 'write activation = "softmax" in the layer before'),
        ("swish", 'write activation = "silu" in the layer before'),
        ("depthwise_conv2d", "take conv2d with as many groups as channels"),
    ],
)
def test_layers(written: str, ending: str) -> None:
    assert said(layer={"kind": written, "units": 1}).endswith(ending)


@pytest.mark.parametrize(
    ("layer", "meant"),
    [
        ({"kind": "conv2d", "filters": 1, "kernel_size": 3}, "size"),
        ({"kind": "conv2d", "filters": 1, "kernel": 3}, "size"),
        ({"kind": "conv2d", "filters": 1, "filter_size": 3}, "size"),
        ({"kind": "conv2d", "num_filters": 1, "size": 3}, "filters"),
        ({"kind": "conv2d", "channels": 1, "size": 3}, "filters"),
        ({"kind": "conv2d", "size": 1, "out_channels": 3}, "filters"),
        ({"kind": "max_pool", "pool_size": 2}, "size"),
        ({"kind": "dropout", "rate": 0.5}, "p"),
        ({"kind": "lstm", "units": 1, "return_sequences": True}, 'returns = "all"'),
        ({"kind": "lstm", "hidden_size": 1}, "units"),
        ({"kind": "dense", "out_features": 1}, "units"),
        ({"kind": "embedding", "num_embeddings": 3, "units": 1}, "rows"),
        ({"kind": "embedding", "rows": 3, "output_dim": 1}, "units"),
        ({"kind": "dense", "units": 1, "use_bias": False}, "biased"),
        ({"kind": "rnn", "units": 1, "use_bias": False}, "biased"),
        ({"kind": "conv1d", "filters": 1, "size": 1, "use_bias": False}, "biased"),
        ({"kind": "batch_norm", "epsilon": 0.1}, "eps"),
    ],
)
def test_keys_of_layers_are_told_once(layer: dict[str, Any], meant: str) -> None:
    told = said(layer=layer)
    assert told.endswith(f"did you mean {meant}?")
    assert "\n" not in told  # the key that is meant is not said to be missing beside


@pytest.mark.parametrize("key", ["batch_first", "input_shape", "in_features", "in_channels"])
def test_keys_that_follow_from_the_data_are_not_needed(key: str) -> None:
    told = said(layer={"kind": "dense", "units": 1, key: 3})
    assert f"{key} is not needed here" in told


def test_no_bias_is_said_by_a_key_of_its_own() -> None:
    told = said(layer={"kind": "dense", "units": 1, "bias": False})
    assert told.endswith("a layer without bias is written biased = false")


def test_keys_of_the_optimizer() -> None:
    told = said(optimizer={"momentum": 0.9})
    assert told.endswith('sgd has no momentum; say kind = "momentum"')
    told = said(optimizer={"nesterov": True})
    assert told.endswith('sgd has no nesterov; say kind = "nesterov"')
    told = said(optimizer={"kind": "adam", "betas": [0.9, 0.99]})
    assert told.endswith("did you mean beta1, beta2?")


def test_a_rate_under_another_name_is_not_missing_beside() -> None:
    with pytest.raises(LessonError) as caught:
        from_dict(
            {
                "format": 1,
                "name": "small",
                "title": {"en": "Small", "ko": "작은"},
                "epochs": 1,
                "data": {"source": "xor"},
                "layers": [{"name": "out", "kind": "dense", "units": 1}],
                "loss": {"kind": "mean_squared_error"},
                "optimizer": {"kind": "adam", "learning_rate": 0.1},
            }
        )
    assert (
        str(caught.value) == "optimizer.learning_rate: unknown key learning_rate; did you mean lr?"
    )


def test_what_a_callback_watches() -> None:
    watching = {"early_stopping": {"patience": 2, "monitor": "val_loss"}}
    assert said(callbacks=watching).endswith("val_loss is no number to watch; did you mean L?")
    data = {"source": "moons", "validation": 0.2, "inputs": None, "targets": None}
    described = {key: value for key, value in data.items() if value is not None}
    with pytest.raises(LessonError, match=r"did you mean val\.L\?"):
        from_dict(
            {
                "format": 1,
                "name": "small",
                "title": {"en": "Small", "ko": "작은"},
                "epochs": 1,
                "data": described,
                "layers": [{"name": "out", "kind": "dense", "units": 1, "activation": "sigmoid"}],
                "loss": {"kind": "binary_cross_entropy"},
                "optimizer": {"kind": "sgd", "lr": 0.1},
                "callbacks": watching,
            }
        )


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        (("explain", "xor", "hidden.w[0,1]"), "hidden.W"),
        (("summary", "ResNet-50"), "resnet50"),
        (("summary", "vgg-16"), "vgg16"),
    ],
)
def test_names_on_the_command_line(
    words: tuple[str, ...], meant: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*words, "--lang", "en"]) > 0
    assert capsys.readouterr().err.endswith(f"did you mean {meant}?\n")


def test_a_layer_that_has_no_biases_is_not_told_how_to_leave_them_out() -> None:
    told = said(layer={"kind": "batch_norm", "bias": False})
    assert "unknown key bias; there are name, inputs" in told
