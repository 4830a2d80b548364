"""The famous networks at full size: counts, shapes and sights, without any weight."""

from __future__ import annotations

import tracemalloc
from collections.abc import Mapping

import numpy as np
import pytest

from tests.visualnn.nets import of_network
from visualnn import datasets
from visualnn.errors import LessonError, SettingError
from visualnn.lesson import LARGE, Limits, Outline, assemble, open_named, outline_of, specification
from visualnn.lesson.architectures import ARCHITECTURES
from visualnn.tell.measure import Measures, measures_of
from visualnn.tell.summary import summary

PARAMETERS = {
    "lenet5": 61_706,
    "alexnet": 61_100_840,
    "alexnet-groups": 60_965_224,
    "vgg11": 132_863_336,
    "vgg16": 138_357_544,
    "vgg19": 143_667_240,
    "googlenet": 6_998_552,
    "googlenet-auxiliary": 6_998_552 + 3_188_840 + 3_190_888,
    "resnet18": 11_689_512,
    "resnet34": 21_797_672,
    "resnet50": 25_557_032,
    "resnet101": 44_549_160,
    "resnet152": 60_192_808,
}
MULTIPLY_ADDS = {
    "lenet5": 416_520,
    "alexnet": 714_188_480,
    "vgg16": 15_470_264_320,
    "resnet18": 1_814_073_344,
    "resnet34": 3_663_761_408,
    "resnet50": 4_089_184_256,
    "resnet152": 11_513_626_624,
}
"""As the papers round them and as counters for torchvision's models print them."""
SHAPES: Mapping[str, Mapping[str, tuple[int, ...]]] = {
    "lenet5": {
        "c1": (6, 28, 28),
        "s2": (6, 14, 14),
        "c3": (16, 10, 10),
        "s4": (16, 5, 5),
        "flat": (400,),
        "c5": (120,),
        "f6": (84,),
        "output": (10,),
    },
    "alexnet": {
        "conv1": (64, 55, 55),
        "pool1": (64, 27, 27),
        "conv2": (192, 27, 27),
        "pool2": (192, 13, 13),
        "conv5": (256, 13, 13),
        "pool5": (256, 6, 6),
        "fc8": (1000,),
    },
    "alexnet-groups": {"conv1": (96, 55, 55), "pool1": (96, 27, 27), "pool5": (256, 6, 6)},
    "vgg16": {
        "stage1_2_conv": (64, 224, 224),
        "pool1": (64, 112, 112),
        "stage3_3_conv": (256, 56, 56),
        "pool5": (512, 7, 7),
    },
    "googlenet": {
        "conv1": (64, 112, 112),
        "pool1": (64, 56, 56),
        "conv2": (192, 56, 56),
        "pool2": (192, 28, 28),
        "inception3a_join": (256, 28, 28),
        "inception3b_join": (480, 28, 28),
        "pool3": (480, 14, 14),
        "inception4a_join": (512, 14, 14),
        "inception4e_join": (832, 14, 14),
        "pool4": (832, 7, 7),
        "inception5b_join": (1024, 7, 7),
        "pool": (1024,),
    },
    "resnet18": {
        "conv1": (64, 112, 112),
        "pool1": (64, 56, 56),
        "stage2_2_sum": (64, 56, 56),
        "stage3_1_sum": (128, 28, 28),
        "stage4_2_sum": (256, 14, 14),
        "stage5_2_sum": (512, 7, 7),
    },
    "resnet152": {
        "stage2_3_sum": (256, 56, 56),
        "stage3_8_sum": (512, 28, 28),
        "stage4_36_sum": (1024, 14, 14),
        "stage5_3_sum": (2048, 7, 7),
        "fc": (1000,),
    },
}
SIGHTS = {
    "lenet5": {"c1": 5, "s2": 6, "c3": 14, "s4": 16},
    "alexnet": {"conv1": 11, "pool1": 19, "conv2": 51, "pool2": 67, "conv5": 163, "pool5": 195},
    "vgg16": {"stage1_2_conv": 5, "pool5": 212},
    "googlenet": {"inception3a_join": 59},
    "resnet18": {"stage5_2_sum": 435},
    "resnet50": {"stage5_3_sum": 427},
    "resnet152": {"stage5_3_sum": 1451},
}
"""Of AlexNet and VGG as in Araujo, Norris & Sim 2019, Computing Receptive Fields; the others by
hand, ResNets with the stride in the 3×3."""


def drawn(name: str) -> Outline:
    return outline_of(specification(name))


def by_layer(name: str) -> dict[str, Measures]:
    return {each.name: each for each in measures_of(drawn(name).network)}


def test_every_architecture_is_counted_here() -> None:
    assert set(PARAMETERS) == set(ARCHITECTURES)


@pytest.mark.parametrize("name", PARAMETERS)
def test_the_number_of_parameters_is_known(name: str) -> None:
    whole = measures_of(drawn(name).network)[-1]
    assert whole.parameters.value == PARAMETERS[name]
    assert whole.frozen.value == 0
    assert f"{PARAMETERS[name]:,} parameters" in summary(drawn(name))


@pytest.mark.parametrize("name", MULTIPLY_ADDS)
def test_the_number_of_multiply_adds_is_known(name: str) -> None:
    assert measures_of(drawn(name).network)[-1].multiply_adds.value == MULTIPLY_ADDS[name]


@pytest.mark.parametrize("name", SHAPES)
def test_every_stage_has_its_shape(name: str) -> None:
    layers = by_layer(name)
    assert {layer: layers[layer].shape[1:] for layer in SHAPES[name]} == SHAPES[name]


@pytest.mark.parametrize("name", SIGHTS)
def test_how_far_a_stage_sees_is_known(name: str) -> None:
    layers = by_layer(name)
    for layer, extent in SIGHTS[name].items():
        sees = layers[layer].sees
        assert sees is not None
        assert [axis.size.value for axis in sees] == [extent, extent], layer


def test_auxiliary_classifiers_count_a_third_beside_the_last() -> None:
    spec = of_network(drawn("googlenet-auxiliary").spec)
    weights = {loss.output: loss.weight for loss in spec.losses}
    assert weights == {"aux1_fc": 0.3, "aux2_fc": 0.3}
    layers = by_layer("googlenet-auxiliary")
    assert layers["aux1_pool"].shape[1:] == (512, 4, 4)
    assert layers["aux2_pool"].shape[1:] == (528, 4, 4)
    assert layers["pool"].shape[1:] == (1024,)


def test_two_small_filters_see_as_far_as_a_large_one() -> None:
    """With 18 weights instead of 25 in each pair of channels."""
    sees = by_layer("vgg16")["stage1_2_conv"].sees
    assert sees is not None
    assert sees[0].size.value == 5


def test_a_picture_of_224_needs_padding_to_give_55() -> None:
    lengths = by_layer("alexnet")["conv1"].lengths
    assert [length.value for length in lengths] == [55, 55]


@pytest.mark.parametrize("name", ["vgg19", "resnet152"])
def test_a_summary_makes_no_weights(name: str) -> None:
    """They would take 575 and 241 MB."""
    summary(drawn("lenet5"))  # whatever is imported or read for the first time
    tracemalloc.start()
    try:
        summary(drawn(name))
        assert tracemalloc.get_traced_memory()[1] < 20_000_000
    finally:
        tracemalloc.stop()


def test_large_networks_are_refused_where_nobody_asked_for_them() -> None:
    with pytest.raises(LessonError, match="61100840 parameters, more than 5000000"):
        assemble(specification("alexnet"))
    with pytest.raises(LessonError, match="more than 60000000"):
        assemble(specification("alexnet"), limits=Limits(60_000_000, LARGE.bytes))
    with pytest.raises(LessonError, match=r"one iteration would take .* more than 100 MB"):
        assemble(specification("resnet18"), limits=Limits(LARGE.parameters, 100 << 20))


def test_a_small_one_opens_by_its_name() -> None:
    lesson = open_named("lenet5")
    assert lesson.start["data.x"].shape == (1, 1, 32, 32)
    assert {value.dtype for value in lesson.start.values()} == {np.dtype(np.float32)}


def test_a_name_that_nothing_has_is_refused_with_where_all_are_listed() -> None:
    with pytest.raises(LessonError, match=r"there is no lesson quux; visualnn lessons lists all"):
        open_named("quux")
    with pytest.raises(
        LessonError, match=r"there is no lesson resnet151; did you mean resnet152\?"
    ):
        open_named("resnet151")


def test_pictures_are_made_up_from_the_seed() -> None:
    source = datasets.Synthetic((3, 20, 30), 7, 2)
    x, t = source.examples(3)
    again, _ = source.examples(3)
    other, _ = source.examples(4)
    assert x.shape == (2, 3, 20, 30)
    assert t.shape == (2, 1)
    assert np.array_equal(x, again)
    assert not np.array_equal(x, other)
    assert not np.array_equal(x[0], x[1])
    np.testing.assert_allclose([x.mean(), x.std()], [0, 1], atol=1e-12)
    assert set(np.unique(source.examples(0)[1])) <= set(range(7))
    with pytest.raises(SettingError, match="width must be a whole number from 1 to 1024"):
        datasets.Synthetic((3, 20, 3000))
