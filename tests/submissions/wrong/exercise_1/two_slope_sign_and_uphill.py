"""Flips the sign of the slope, and adds it besides."""


# %% grad_fx_shifted -> 0: is the sign the wrong way round?
def grad_fx_shifted(x):
    return 2 * (3 - x)


# %% descend_scalar -> 0: that is the path without its start
def descend_scalar(x0, learning_rate, steps):
    x = x0
    path = []
    for _ in range(steps):
        x = x + learning_rate * grad_fx_shifted(x)
        print(f"x = {x:.4f}")
        path.append(x)
    return path
