"""Numbers of a class that only turns into numbers, and a path that is an array of objects."""

# %% grad_fx_shifted
from dataclasses import dataclass


@dataclass
class Slope:
    rise: float
    run: float

    def __float__(self):
        return float(self.rise / self.run)


def grad_fx_shifted(x):
    return Slope(4 * (x - 3), 2)


# %% descend_scalar
def descend_scalar(x0, learning_rate, steps):
    path = np.empty(steps + 1, dtype=object)
    path[0] = x0
    for k in range(steps):
        path[k + 1] = path[k] - learning_rate * float(grad_fx_shifted(path[k]))
        print(f"x = {path[k + 1]:.4f}")
    return path
