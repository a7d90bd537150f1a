"""Computes the new x and forgets to move there."""


# %% grad_fx_shifted
def grad_fx_shifted(x):
    return 2 * (x - 3)


# %% descend_scalar -> 0: stands still: is the new x kept?
def descend_scalar(x0, learning_rate, steps):
    x = x0
    path = [x]
    for _ in range(steps):
        new_x = x - learning_rate * grad_fx_shifted(x)
        print(f"x = {new_x:.4f}")
        path.append(x)
    return path
