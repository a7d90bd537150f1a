"""Doubles each step and appends the start last."""


# %% grad_fx_shifted
def grad_fx_shifted(x):
    return 2 * (x - 3)


# %% descend_scalar -> 0: x0 comes last
def descend_scalar(x0, learning_rate, steps):
    x = x0
    path = []
    for _ in range(steps):
        x = x - 2 * learning_rate * grad_fx_shifted(x)
        print(f"x = {x:.4f}")
        path.append(x)
    path.append(x0)
    return path
