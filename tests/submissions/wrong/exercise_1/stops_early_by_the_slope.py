"""Stops as soon as the slope is small."""


# %% grad_fx_shifted
def grad_fx_shifted(x):
    return 2 * (x - 3)


# %% descend_scalar -> 0: the end is missing: one step too few
def descend_scalar(x0, learning_rate, steps):
    path = [x0]
    while len(path) <= steps and abs(grad_fx_shifted(path[-1])) > 0.002:
        path.append(path[-1] - learning_rate * grad_fx_shifted(path[-1]))
        print(f"x = {path[-1]:.4f}")
    return path
