"""Prints once, after the loop."""


# %% grad_fx_shifted
def grad_fx_shifted(x):
    return 2 * (x - 3)


# %% descend_scalar -> 0: one after each step; it printed 1
def descend_scalar(x0, learning_rate, steps):
    x = x0
    path = [x]
    for _ in range(steps):
        x = x - learning_rate * grad_fx_shifted(x)
        path.append(x)
    print(f"x = {x:.4f}")
    return path
