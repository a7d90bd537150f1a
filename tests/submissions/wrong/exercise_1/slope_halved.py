"""Divides by 2 instead of multiplying."""


# %% grad_fx_shifted -> 0: is it divided by 2
def grad_fx_shifted(x):
    return (x - 3) / 2


# %% descend_scalar
def descend_scalar(x0, learning_rate, steps):
    path = [x0]
    x = x0
    for _ in range(steps):
        x = x - learning_rate * grad_fx_shifted(x)
        print(f"x = {x:.4f}")
        path.append(x)
    return path
