"""The slope of x², without the shift."""


# %% grad_fx_shifted -> 0: did you forget to subtract 3?
def grad_fx_shifted(x):
    return 2 * x


# %% descend_scalar
def descend_scalar(x0, learning_rate, steps):
    path = [x0]
    x = x0
    for _ in range(steps):
        x = x - learning_rate * grad_fx_shifted(x)
        print(f"x = {x:.4f}")
        path.append(x)
    return path
