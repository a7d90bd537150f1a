"""Collects the path in a list outside the function, which is never emptied."""


# %% grad_fx_shifted
def grad_fx_shifted(x):
    return 2 * (x - 3)


# %% descend_scalar -> 0: an earlier run is still in your list
xs = []


def descend_scalar(x0, learning_rate, steps):
    xs.append(x0)
    for _ in range(steps):
        xs.append(xs[-1] - learning_rate * grad_fx_shifted(xs[-1]))
        print(f"x = {xs[-1]:.4f}")
    return xs
