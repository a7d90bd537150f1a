"""itertools.accumulate with one step as its function, printed at the end with *."""


# %% grad_fx_shifted
def grad_fx_shifted(x):
    return -2 * (3 - x)


# %% descend_scalar
from itertools import accumulate, repeat


def descend_scalar(x0, learning_rate, steps):
    def step(x, eta):
        return x - eta * grad_fx_shifted(x)

    start, *rest = accumulate(repeat(learning_rate, steps), step, initial=x0)
    print(*(f"x = {x:.4f}" for x in rest), sep="\n")
    return (start, *rest)
