"""Takes a step of 0.5 each time, and no slope at all."""


# %% grad_fx_shifted
def grad_fx_shifted(x):
    return 2 * (x - 3)


# %% descend_scalar -> 0: all steps are the same
def descend_scalar(x0, learning_rate, steps):
    x = x0
    path = [x0]
    for _ in range(steps):
        x = x + 0.5
        print(f"x = {x:.4f}")
        path.append(x)
    return path
