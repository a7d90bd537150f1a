"""Prints the distance to 3."""


# %% grad_fx_shifted
def grad_fx_shifted(x):
    return 2 * (x - 3)


# %% descend_scalar -> 0: that is the distance to the minimum
def descend_scalar(x0, learning_rate, steps):
    x = x0
    path = [x0]
    for _ in range(steps):
        x = x - learning_rate * grad_fx_shifted(x)
        print(f"x = {abs(x - 3):.4f}")
        path.append(x)
    return path
