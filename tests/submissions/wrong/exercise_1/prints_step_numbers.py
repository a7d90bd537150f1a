"""Prints the number of the step as x."""


# %% grad_fx_shifted
def grad_fx_shifted(x):
    return 2 * (x - 3)


# %% descend_scalar -> 0: that is the number of the step
def descend_scalar(x0, learning_rate, steps):
    x = x0
    path = [x0]
    for k in range(steps):
        x = x - learning_rate * grad_fx_shifted(x)
        print(f"x = {k + 1:.4f}")
        path.append(x)
    return path
