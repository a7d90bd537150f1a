"""Collects the path in a default argument, which lasts from call to call."""


# %% grad_fx_shifted
def grad_fx_shifted(x):
    return 2 * (x - 3)


# %% descend_scalar -> 0: an earlier run is still in your list
def descend_scalar(x0, learning_rate, steps, path=[]):
    path.append(x0)
    x = x0
    for _ in range(steps):
        x = x - learning_rate * grad_fx_shifted(x)
        print(f"x = {x:.4f}")
        path.append(x)
    return path
