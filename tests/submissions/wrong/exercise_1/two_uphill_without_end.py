"""Walks uphill and records each x before its step."""


# %% grad_fx_shifted
def grad_fx_shifted(x):
    return 2 * (x - 3)


# %% descend_scalar -> 0: the end is missing
def descend_scalar(x0, learning_rate, steps):
    x = x0
    path = []
    for _ in range(steps):
        path.append(x)
        x = x + learning_rate * grad_fx_shifted(x)
        print(f"x = {x:.4f}")
    return path
