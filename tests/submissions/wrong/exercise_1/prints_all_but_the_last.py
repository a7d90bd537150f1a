"""Prints each x at the beginning of the next turn of the loop."""


# %% grad_fx_shifted
def grad_fx_shifted(x):
    return 2 * (x - 3)


# %% descend_scalar -> 0: the last x is not printed
def descend_scalar(x0, learning_rate, steps):
    x = x0
    path = [x0]
    for k in range(steps):
        if k > 0:
            print(f"x = {x:.4f}")
        x = x - learning_rate * grad_fx_shifted(x)
        path.append(x)
    return path
