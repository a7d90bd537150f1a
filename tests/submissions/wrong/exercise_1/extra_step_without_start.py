"""Loops steps + 1 times and leaves out the start."""


# %% grad_fx_shifted
def grad_fx_shifted(x):
    return 2 * (x - 3)


# %% descend_scalar -> 0: the loop takes one step too many
def descend_scalar(x0, learning_rate, steps):
    x = x0
    path = []
    for _ in range(steps + 1):
        x = x - learning_rate * grad_fx_shifted(x)
        print(f"x = {x:.4f}")
        path.append(x)
    return path
