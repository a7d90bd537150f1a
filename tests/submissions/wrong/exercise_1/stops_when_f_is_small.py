"""Stops when f is below a thousandth."""


# %% grad_fx_shifted
def grad_fx_shifted(x):
    return 2 * (x - 3)


# %% descend_scalar -> 0: does the loop stop when it is close enough?
def descend_scalar(x0, learning_rate, steps):
    x = x0
    path = [x0]
    while len(path) <= steps and (x - 3) ** 2 > 0.001:
        x = x - learning_rate * grad_fx_shifted(x)
        print(f"x = {x:.4f}")
        path.append(x)
    return path
