"""Prints the slope in place of returning it."""


# %% grad_fx_shifted -> 0: returned nothing: does it end with return?
def grad_fx_shifted(x):
    print(2 * (x - 3))


# %% descend_scalar
def descend_scalar(x0, learning_rate, steps):
    path = [x0]
    x = x0
    for _ in range(steps):
        x = x - learning_rate * 2 * (x - 3)
        print(f"x = {x:.4f}")
        path.append(x)
    return path
