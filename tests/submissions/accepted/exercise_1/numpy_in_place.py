"""A NumPy array of zeros, filled in place by index."""


# %% grad_fx_shifted
def grad_fx_shifted(x):
    return np.multiply(2.0, np.subtract(x, 3.0))


# %% descend_scalar
import numpy as np


def descend_scalar(x0, learning_rate, steps):
    xs = np.zeros(steps + 1)
    xs[0] = x0
    for i in range(1, steps + 1):
        xs[i] = xs[i - 1]
        xs[i] -= learning_rate * grad_fx_shifted(xs[i])
        print("x = {:.4f}".format(xs[i]))
    return xs
