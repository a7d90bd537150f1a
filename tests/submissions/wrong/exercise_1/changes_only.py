"""Records the change of x in every step, and no start."""


# %% grad_fx_shifted
def grad_fx_shifted(x):
    return 2 * (x - 3)


# %% descend_scalar -> 0: these are the steps
def descend_scalar(x0, learning_rate, steps):
    x = x0
    path = []
    for _ in range(steps):
        change = -learning_rate * grad_fx_shifted(x)
        x = x + change
        print(f"x = {x:.4f}")
        path.append(change)
    return path
