"""An endless generator of points, cut off after the steps asked for."""


# %% grad_fx_shifted
def grad_fx_shifted(x):
    return (x - 3) + (x - 3)


# %% descend_scalar
from itertools import islice


def points(x, eta):
    while True:
        yield x
        x = x - eta * grad_fx_shifted(x)


def descend_scalar(x0, learning_rate, steps):
    result = []
    for i, x in enumerate(islice(points(x0, learning_rate), steps + 1)):
        if i > 0:
            print(f"x = {x:.4f}")
        result.append(x)
    return result
