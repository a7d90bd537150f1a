"""Adds 3 in place of subtracting it."""


# %% grad_fx_shifted -> 0: did you add 3 instead
def grad_fx_shifted(x):
    slope = 2 * (x + 3)
    return slope


# %% descend_scalar
def descend_scalar(x0, learning_rate, steps):
    path = [x0]
    x = x0
    for _ in range(steps):
        x = x - learning_rate * grad_fx_shifted(x)
        print(f"x = {x:.4f}")
        path.append(x)
    return path
