"""Makes the learning rate smaller after each step."""


# %% grad_fx_shifted
def grad_fx_shifted(x):
    return 2 * (x - 3)


# %% descend_scalar -> 0: the rate shrinks
def descend_scalar(x0, learning_rate, steps):
    x = x0
    path = [x]
    for k in range(steps):
        x = x - learning_rate / (k + 1) * grad_fx_shifted(x)
        print(f"x = {x:.4f}")
        path.append(x)
    return path
