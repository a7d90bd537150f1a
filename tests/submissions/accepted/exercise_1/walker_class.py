"""A small class that holds the point and its history; the function only drives it."""

# %% grad_fx_shifted
from math import fsum


def grad_fx_shifted(x):
    return fsum([x, x, -6.0])


# %% descend_scalar
from dataclasses import dataclass, field


@dataclass
class Walker:
    x: float
    eta: float
    history: list = field(default_factory=list)

    def __post_init__(self):
        self.history.append(self.x)

    def step(self):
        self.x -= self.eta * grad_fx_shifted(self.x)
        self.history.append(self.x)

    def __str__(self):
        return f"x = {self.x:.4f}"


def descend_scalar(x0, learning_rate, steps):
    walker = Walker(x0, learning_rate)
    for _ in range(steps):
        walker.step()
        print(walker)
    return walker.history
