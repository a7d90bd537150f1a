"""Takes every step from the start again."""


# %% grad_fx_shifted
def grad_fx_shifted(x):
    return 2 * (x - 3)


# %% descend_scalar -> 0: every step begins at x0 again
def descend_scalar(x0, learning_rate, steps):
    path = [x0]
    for _ in range(steps):
        x = x0 - learning_rate * grad_fx_shifted(x0)
        print(f"x = {x:.4f}")
        path.append(x)
    return path
