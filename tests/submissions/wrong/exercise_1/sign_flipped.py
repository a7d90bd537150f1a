"""Adds the slope in place of subtracting it."""


# %% grad_fx_shifted
def grad_fx_shifted(x):
    return 2 * (x - 3)


# %% descend_scalar -> 0: uphill at step 1: is the slope added
def descend_scalar(x0, learning_rate, steps):
    path = [x0]
    for _ in range(steps):
        x = path[-1] + learning_rate * grad_fx_shifted(path[-1])
        print(f"x = {x:.4f}")
        path.append(x)
    return path
