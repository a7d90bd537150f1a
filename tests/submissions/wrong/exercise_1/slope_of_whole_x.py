"""Cuts x to a whole number before it takes the slope."""


# %% grad_fx_shifted -> 0: is x cut to a whole number?
def grad_fx_shifted(x):
    return 2 * (int(x) - 3)


# %% descend_scalar
def descend_scalar(x0, learning_rate, steps):
    path = [x0]
    x = x0
    for _ in range(steps):
        x = x - learning_rate * grad_fx_shifted(x)
        print(f"x = {x:.4f}")
        path.append(x)
    return path
