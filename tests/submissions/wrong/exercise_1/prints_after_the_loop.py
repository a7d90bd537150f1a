"""Prints the end once for each step."""


# %% grad_fx_shifted
def grad_fx_shifted(x):
    return 2 * (x - 3)


# %% descend_scalar -> 0: each line is the end of the path
def descend_scalar(x0, learning_rate, steps):
    x = x0
    path = [x0]
    for _ in range(steps):
        x = x - learning_rate * grad_fx_shifted(x)
        path.append(x)
    for _ in range(steps):
        print(f"x = {x:.4f}")
    return path
