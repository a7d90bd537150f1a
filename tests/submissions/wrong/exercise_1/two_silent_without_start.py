"""Prints nothing and records no start."""


# %% grad_fx_shifted
def grad_fx_shifted(x):
    return 2 * (x - 3)


# %% descend_scalar -> 0: that is the path without its start
def descend_scalar(x0, learning_rate, steps):
    x = x0
    path = []
    for _ in range(steps):
        x = x - learning_rate * grad_fx_shifted(x)
        path.append(x)
    return path
