"""Counts the start as one of the steps."""


# %% grad_fx_shifted
def grad_fx_shifted(x):
    return 2 * (x - 3)


# %% descend_scalar -> 0: the end is missing: one step too few
def descend_scalar(x0, learning_rate, steps):
    x = x0
    result = [x]
    for _ in range(1, steps):
        x = x - learning_rate * grad_fx_shifted(x)
        print("x = %.4f" % x)
        result.append(x)
    return result
