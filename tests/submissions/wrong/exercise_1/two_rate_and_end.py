"""Uses a rate of its own, and counts the start as a step."""


# %% grad_fx_shifted
def grad_fx_shifted(x):
    return 2 * (x - 3)


# %% descend_scalar -> 0: the end is missing
def descend_scalar(x0, learning_rate, steps):
    x = x0
    path = [x0]
    for _ in range(1, steps):
        x = x - 0.1 * grad_fx_shifted(x)
        print(f"x = {x:.4f}")
        path.append(x)
    return path
