"""Uses a rate of its own, and records the values of f."""


# %% grad_fx_shifted
def grad_fx_shifted(x):
    return 2 * (x - 3)


# %% descend_scalar -> 0: the path starts at x0
def descend_scalar(x0, learning_rate, steps):
    x = x0
    path = [(x0 - 3) ** 2]
    for _ in range(steps):
        x = x - 0.1 * grad_fx_shifted(x)
        print(f"x = {x:.4f}")
        path.append((x - 3) ** 2)
    return path
