"""Prints each x before its step in place of after it."""


# %% grad_fx_shifted
def grad_fx_shifted(x):
    return 2 * (x - 3)


# %% descend_scalar -> 0: that is x before the step
def descend_scalar(x0, learning_rate, steps):
    x = x0
    path = [x]
    for _ in range(steps):
        print(f"x = {x:.4f}")
        x = x - learning_rate * grad_fx_shifted(x)
        path.append(x)
    return path
