"""Lacks the factor 2 and returns the end only."""


# %% grad_fx_shifted
def grad_fx_shifted(x):
    return 2 * (x - 3)


# %% descend_scalar -> 0: only one point
def descend_scalar(x0, learning_rate, steps):
    x = x0
    path = [x0]
    for _ in range(steps):
        x = x - learning_rate * (x - 3)
        print(f"x = {x:.4f}")
        path.append(x)
    return x
