"""What other libraries call what a lesson file calls otherwise: suggestions by meaning, not by
spelling.

Upper and lower case, underscores and dashes do not matter in what was written.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from types import MappingProxyType

from ...names import close_to, folded
from ...text import N_

_WORDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        # activations
        "swish": ("silu",),
        "linear": ("none", "dense", "identity"),
        "identity": ("none",),
        "logistic": ("sigmoid",),
        "lrelu": ("leaky_relu",),
        "hardtanh": ("hard_tanh",),
        "logsoftmax": ("log_softmax",),
        # losses
        "mse": ("mean_squared_error",),
        "mseloss": ("mean_squared_error",),
        "l2loss": ("mean_squared_error",),
        "squarederror": ("mean_squared_error",),
        "mae": ("mean_absolute_error",),
        "l1": ("mean_absolute_error",),
        "l1loss": ("mean_absolute_error",),
        "absoluteerror": ("mean_absolute_error",),
        "smoothl1": ("huber",),
        "smoothl1loss": ("huber",),
        "huberloss": ("huber",),
        "bce": ("binary_cross_entropy",),
        "bceloss": ("binary_cross_entropy",),
        "logloss": ("binary_cross_entropy",),
        "binarycrossentropy": ("binary_cross_entropy",),
        "bcewithlogits": ("binary_cross_entropy_with_logits",),
        "bcewithlogitsloss": ("binary_cross_entropy_with_logits",),
        "crossentropy": ("sparse_categorical_cross_entropy_with_logits",),
        "crossentropyloss": ("sparse_categorical_cross_entropy_with_logits",),
        "categoricalcrossentropy": ("categorical_cross_entropy",),
        "sparsecategoricalcrossentropy": ("sparse_categorical_cross_entropy",),
        "softmaxcrossentropy": ("categorical_cross_entropy_with_logits",),
        "nll": ("sparse_negative_log_likelihood",),
        "nllloss": ("sparse_negative_log_likelihood",),
        "kl": ("kl_divergence",),
        "kldiv": ("kl_divergence",),
        "kldivloss": ("kl_divergence",),
        "kld": ("kl_divergence",),
        "categoricalhinge": ("categorical_hinge",),
        "multimargin": ("sparse_categorical_hinge",),
        "multimarginloss": ("sparse_categorical_hinge",),
        "multiclasshinge": ("sparse_categorical_hinge", "categorical_hinge"),
        # how parameters start
        "xavier": ("glorot_uniform",),
        "xavieruniform": ("glorot_uniform",),
        "xaviernormal": ("glorot_normal",),
        "glorot": ("glorot_uniform",),
        "kaiming": ("he_uniform",),
        "kaiminguniform": ("he_uniform",),
        "kaimingnormal": ("he_normal",),
        "he": ("he_normal",),
        "lecun": ("lecun_normal",),
        "randomnormal": ("normal",),
        "gaussian": ("normal",),
        "randomuniform": ("uniform",),
        "zero": ("zeros",),
        "one": ("ones",),
        # layers
        "fc": ("dense",),
        "fullyconnected": ("dense",),
        "conv": ("conv2d",),
        "convolution2d": ("conv2d",),
        "convolution1d": ("conv1d",),
        "convtranspose2d": ("conv_transpose2d",),
        "conv2dtranspose": ("conv_transpose2d",),
        "deconv2d": ("conv_transpose2d",),
        "maxpool1d": ("max_pool",),
        "maxpool2d": ("max_pool",),
        "maxpooling1d": ("max_pool",),
        "maxpooling2d": ("max_pool",),
        "avgpool": ("average_pool",),
        "avgpool1d": ("average_pool",),
        "avgpool2d": ("average_pool",),
        "averagepooling1d": ("average_pool",),
        "averagepooling2d": ("average_pool",),
        "globalaveragepooling1d": ("global_average_pool",),
        "globalaveragepooling2d": ("global_average_pool",),
        "globalmaxpooling1d": ("global_max_pool",),
        "globalmaxpooling2d": ("global_max_pool",),
        "adaptivemaxpool2d": ("global_max_pool",),
        "adaptiveavgpool2d": ("global_average_pool",),
        "zeropadding2d": ("zero_padding",),
        "zeropad2d": ("zero_padding",),
        "batchnorm1d": ("batch_norm",),
        "batchnorm2d": ("batch_norm",),
        "batchnormalization": ("batch_norm",),
        "layernormalization": ("layer_norm",),
        "simplernn": ("rnn",),
        "timedistributed": ("dense_steps",),
        "upsample": ("upsampling2d",),
        "upsampling": ("upsampling2d",),
        "upsamplingnearest2d": ("upsampling2d",),
        "transpose": ("permute",),
        "concat": ("concatenate",),
        "cat": ("concatenate",),
        # optimizers, schedules and metrics
        "nag": ("nesterov",),
        "acc": ("accuracy",),
        "categoricalaccuracy": ("accuracy",),
        "f1score": ("f1", "macro_f1"),
        "f1macro": ("macro_f1",),
        "topk": ("top_5_accuracy",),
        "topkaccuracy": ("top_5_accuracy",),
        "top5": ("top_5_accuracy",),
        "confusion": ("confusion_matrix",),
        "sensitivity": ("recall",),
        "topkcategoricalaccuracy": ("top_5_accuracy",),
        "cosineannealing": ("cosine",),
        "cosineannealinglr": ("cosine",),
        "steplr": ("step",),
        "exponentiallr": ("exponential",),
        "onecyclelr": ("one_cycle",),
        # what callbacks watch
        "loss": ("L",),
        "valloss": ("val.L", "L"),
        "trainloss": ("L",),
        "valaccuracy": ("val.accuracy", "accuracy"),
        "valacc": ("val.accuracy", "accuracy"),
    }
)
"""A word of another library, folded → the words here of the same meaning, the nearest first."""

_KEYS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "kernel": ("size",),
        "kernelsize": ("size",),
        "filtersize": ("size",),
        "poolsize": ("size",),
        "windowsize": ("size",),
        "scalefactor": ("size",),
        "outchannels": ("filters",),
        "nfilters": ("filters",),
        "numfilters": ("filters",),
        "channels": ("filters",),
        "strides": ("stride",),
        "pad": ("padding",),
        "dilationrate": ("dilation",),
        "rate": ("p",),
        "prob": ("p",),
        "dropout": ("p",),
        "stddev": ("deviation", "std"),
        "outfeatures": ("units",),
        "hiddensize": ("units",),
        "hiddendim": ("units",),
        "nunits": ("units",),
        "neurons": ("units",),
        "outputdim": ("units",),
        "embeddingdim": ("units",),
        "numembeddings": ("rows",),
        "inputdim": ("rows",),
        "vocabsize": ("rows",),
        "targetshape": ("to",),
        "dims": ("order",),
        "axes": ("order",),
        "returnsequences": ('returns = "all"',),
        "usebias": ("biased",),
        "biased": ("biased",),
        "hasbias": ("biased",),
        "kernelinitializer": ("weights",),
        "embeddingsinitializer": ("table",),
        "biasinitializer": ("bias",),
        "recurrentinitializer": ("recurrent",),
        "epsilon": ("eps",),
        "negativeslope": ("alpha",),
        "learningrate": ("lr",),
        "eta": ("lr",),
        "betas": ("beta1, beta2",),
        "beta1": ("beta1",),
        "beta2": ("beta2",),
        "decay": ("weight_decay",),
        "l2": ("weight_decay",),
        "batchsize": ("size",),
        "dropremainder": ("drop_last",),
        "nepochs": ("epochs",),
        "numepochs": ("epochs",),
        "randomseed": ("seed",),
        "randomstate": ("seed",),
        "posweight": ("class_weights",),
        "positiveweight": ("class_weights",),
        "classweight": ("class_weights",),
        "weight": ("class_weights",),
        "smoothing": ("label_smoothing",),
        "validationsplit": ("validation",),
        "validationdata": ("validation",),
        "validationfile": ("validation",),
        "testsize": ("validation",),
        "path": ("file",),
        "filename": ("file",),
        "numclasses": ("classes",),
        "nclasses": ("classes",),
        "normalize": ("standardise",),
        "standardize": ("standardise",),
        "rescale": ("scale",),
        "mindelta": ("min_delta", "margin"),
        "threshold": ("margin", "min_delta"),
        "restorebestweights": ("restore",),
        "minlr": ("min_lr",),
        "clipnorm": ("limit",),
        "maxnorm": ("limit",),
    }
)
"""A key of another library, folded → the keys here of the same meaning, the nearest first."""

_NOT_NEEDED = frozenset(
    "batchfirst inputshape batchinputshape inchannels infeatures inputsize dataformat".split()  # noqa: SIM905
)
"""Keys that say what follows from the layer before and from the data."""

_ELSEWHERE: Mapping[str, str] = MappingProxyType(
    {
        "depthwiseconv2d": N_(
            "{value} is not known here; take conv2d with as many groups as channels"
        ),
        "separableconv2d": N_(
            "{value} is not known here; take conv2d with as many groups as channels, and behind it "
            "conv2d of size 1"
        ),
        "bidirectional": N_("{value} is not known here; there is no layer that reads both ways"),
        "input": N_("{value} is no layer here; the first layer reads the data by itself"),
        "inputlayer": N_("{value} is no layer here; the first layer reads the data by itself"),
    }
)
"""Kinds of layers that are said by something else, folded → the sentence."""
ACTIVATION_SENTENCE = N_("{value} is no layer of its own here; write {line} in the layer before")


def word_meant(written: str, known: Collection[str]) -> str | None:
    """The known word of the same meaning, or the one that is probably meant; None if there is
    none."""
    same = {folded(word): word for word in reversed(list(known))}.get(folded(written))
    meant = next((word for word in _WORDS.get(folded(written), ()) if word in known), None)
    return same or meant or close_to(written, known)


def key_meant(written: str, known: Collection[str]) -> str | None:
    """The known key of the same meaning, with the value that it needs where it needs one; or the
    key that is probably meant; None if there is none."""
    for meant in _KEYS.get(folded(written), ()):
        if all(key.strip() in known for key in meant.partition(" = ")[0].split(",")):
            return meant
    return close_to(written, known)


def is_not_needed(key: str) -> bool:
    """Whether a key says what follows from the data and the layer before."""
    return folded(key) in _NOT_NEEDED


def said_elsewhere(kind: str) -> str | None:
    """The sentence for a kind of layer that is said by something else; None for any other."""
    return _ELSEWHERE.get(folded(kind))
