"""Keeps the slope between -1 and 1, as gradient clipping does."""


# %% grad_fx_shifted
def grad_fx_shifted(x):
    return 2 * (x - 3)


# %% descend_scalar -> 0: neither its sign nor clipped
def descend_scalar(x0, learning_rate, steps):
    x = x0
    path = [x0]
    for _ in range(steps):
        slope = max(-1, min(1, grad_fx_shifted(x)))
        x = x - learning_rate * slope
        print(f"x = {x:.4f}")
        path.append(x)
    return path
