"""Measured figures and the goals that they are held against."""

from dataclasses import dataclass, field
from statistics import median


@dataclass(frozen=True)
class Goal:
    """A bound on a figure's ratio or, where nothing is compared, on its value."""

    relation: str
    bound: float

    def __post_init__(self):
        if self.relation not in ("≥", "≤"):
            raise ValueError(f"a goal's relation is ≥ or ≤, not {self.relation}")

    def is_met_by(self, value):
        return value >= self.bound if self.relation == "≥" else value <= self.bound


@dataclass(frozen=True)
class Figure:
    """The samples of one quantity, with those of the peer where there is one.

    `of` sums the samples up: the median, or `max` where the worst one counts.
    """

    name: str
    unit: str
    ours: list
    peer: list = None
    goal: Goal = None
    of: object = median

    @property
    def value(self):
        return self.of(self.ours)

    @property
    def peer_value(self):
        return None if self.peer is None else self.of(self.peer)

    @property
    def ratio(self):
        return None if self.peer is None else self.value / self.peer_value

    @property
    def judged(self):
        """What the goal speaks about."""
        return self.value if self.peer is None else self.ratio


@dataclass(frozen=True)
class Section:
    """The figures of one measurement, with the names of what was compared."""

    title: str
    figures: list
    ours_name: str = "Crash Store"
    peer_name: str = "nginx"
    remarks: list = field(default_factory=list)
