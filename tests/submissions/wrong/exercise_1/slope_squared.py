"""Keeps the square while it brings the 2 down."""


# %% grad_fx_shifted -> 0: the slope of a square has no square
def grad_fx_shifted(x):
    return 2 * (x - 3) ** 2


# %% descend_scalar
def descend_scalar(x0, learning_rate, steps):
    path = [x0]
    x = x0
    for _ in range(steps):
        x = x - learning_rate * grad_fx_shifted(x)
        print(f"x = {x:.4f}")
        path.append(x)
    return path
