"""Recursion, a tuple, other prints, a warning, a log and a progress bar."""

# %% grad_fx_shifted
import logging
import warnings


def grad_fx_shifted(x):
    warnings.warn("this is only a warning", stacklevel=1)
    return [2 * x - 6]


# %% descend_scalar
logging.basicConfig()
screen = sys.stderr


def walk(x, learning_rate, steps, out=sys.stderr):
    print(f"{steps} steps to go", file=out)
    print("progress", end="\r", file=screen)
    logging.error("still walking")
    if steps == 0:
        return (x,)
    after = x - learning_rate * (2 * x - 6)
    print("taking a step")
    print("x =", round(after, 4))
    return (x, *walk(after, learning_rate, steps - 1))


def descend_scalar(x0, learning_rate, steps):
    print(f"x = {x0}")
    return walk(x0, learning_rate, steps)
