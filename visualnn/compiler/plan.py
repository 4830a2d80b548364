"""What a program is compiled for: everything but the network itself."""

from __future__ import annotations

from dataclasses import field

from ..dataclass import dataclass
from ..losses import Objective
from ..optimizers import OptimizerRule, optimizer_of
from ..schedules import ScheduleLines
from .augmentation import Augmentation
from .callbacks import Callbacks
from .clipping import Clip


@dataclass(frozen=True)
class Plan:
    """Loss, optimizer, batches and evaluation of a training."""

    loss: str | Objective
    """What is made small; a single loss of the last layer may be given by its kind."""
    optimizer: str
    rows: int
    """Training examples; none where a function is walked on."""
    batch: int
    shuffle: bool = False
    scale: bool = False
    classes: int | None = None
    """One-hot targets of so many classes; None leaves targets as they are."""
    metrics: tuple[str, ...] = ()
    validation_rows: int = 0
    convention: str = "pytorch"
    """Whose formulas the optimizer follows."""
    given: tuple[str, ...] = ()
    """The settings given to the optimizer; some bring lines of their own."""
    clip: Clip | None = None
    """How gradients are kept short before the update."""
    gradients: tuple[str, ...] = ()
    """Values whose gradient is computed although no parameter is trained by it: the input, say."""
    schedule: ScheduleLines | None = None
    """What writes the learning rate before each update; without one it stays."""
    standardise: bool = False
    """Whether inputs are told in deviations from their mean."""
    features: tuple[str, ...] = ()
    """The inputs that the network reads, as words of the data's; empty for those themselves."""
    labelled: bool = False
    """Whether the classes are the ``data.labels`` instead of the numbers from 0 on."""
    split: bool = False
    """Whether the validation rows were drawn from all rows."""
    reconstruct: bool = False
    """Whether the prepared inputs are the targets."""
    augment: tuple[Augmentation, ...] = ()
    """How examples are changed in training, in order."""

    callbacks: Callbacks = field(default_factory=Callbacks)
    """What is decided between two epochs."""
    onehot: tuple[int, ...] = ()
    """For each column of the data the number of inputs that its words become, 0 for a number; empty
    where every column is an input."""
    drop_last: bool = False
    """Whether an epoch leaves out a last batch that is shorter than the others."""
    part: int = 0
    """Validation examples that the network computes at a time; 0 for all at once."""

    @property
    def objective(self) -> Objective:
        """All that L is the sum of; raises SettingError for an unknown loss."""
        return Objective.of(self.loss) if isinstance(self.loss, str) else self.loss

    @property
    def rule(self) -> OptimizerRule:
        """The optimizer; raises SettingError for what there is not."""
        return optimizer_of(self.optimizer, self.convention, self.given)

    @property
    def iterations(self) -> int:
        if self.drop_last and self.rows:
            return self.rows // self.batch
        return -(-self.rows // self.batch) or 1

    @property
    def last(self) -> int:
        """The size of an epoch's last batch."""
        return min(self.batch, self.rows - (self.iterations - 1) * self.batch)

    @property
    def whole(self) -> bool:
        """Whether every iteration takes all the data in their order."""
        return self.batch >= self.rows and not self.shuffle

    @property
    def epochs_counted(self) -> bool:
        """Whether the number of the epoch is needed."""
        return not self.whole or (self.schedule is not None and self.schedule.counter == "epoch")
