"""Walks by the whole slope, whatever the learning rate."""


# %% grad_fx_shifted
def grad_fx_shifted(x):
    return 2 * (x - 3)


# %% descend_scalar -> 0: the steps ignore learning_rate
def descend_scalar(x0, learning_rate, steps):
    xs = [x0]
    for i in range(steps):
        x_new = xs[i] - grad_fx_shifted(xs[i])
        print(f"x = {x_new:.4f}")
        xs.append(x_new)
    return xs
