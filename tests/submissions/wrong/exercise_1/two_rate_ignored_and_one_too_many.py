"""Ignores the rate and takes one step too many."""


# %% grad_fx_shifted
def grad_fx_shifted(x):
    return 2 * (x - 3)


# %% descend_scalar -> 0: take as many steps as
def descend_scalar(x0, learning_rate, steps):
    x = x0
    path = [x0]
    for _ in range(steps + 1):
        x = x - grad_fx_shifted(x)
        print(f"x = {x:.4f}")
        path.append(x)
    return path
