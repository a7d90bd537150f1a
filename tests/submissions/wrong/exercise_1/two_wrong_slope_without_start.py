"""Lacks the factor 2 in the slope, and the start in the path."""


# %% grad_fx_shifted -> 0: is the factor 2 missing?
def grad_fx_shifted(x):
    return x - 3


# %% descend_scalar -> 0: that is the path without its start
def descend_scalar(x0, learning_rate, steps):
    x = x0
    path = []
    for _ in range(steps):
        x = x - learning_rate * grad_fx_shifted(x)
        print(f"x = {x:.4f}")
        path.append(x)
    return path
