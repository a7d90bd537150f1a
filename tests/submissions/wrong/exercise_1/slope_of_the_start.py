"""Computes the slope once, at the start, and uses it for every step."""


# %% grad_fx_shifted
def grad_fx_shifted(x):
    return 2 * (x - 3)


# %% descend_scalar -> 0: every step is the first again
def descend_scalar(x0, learning_rate, steps):
    x = x0
    path = [x]
    slope = grad_fx_shifted(x)
    for _ in range(steps):
        x = x - learning_rate * slope
        print(f"x = {x:.4f}")
        path.append(x)
    return path
