"""Uses the slope 2x of the demo in the loop."""


# %% grad_fx_shifted
def grad_fx_shifted(x):
    return 2 * (x - 3)


# %% descend_scalar -> 0: is the slope that of another function?
def descend_scalar(x0, learning_rate, steps):
    x = x0
    path = [x0]
    for _ in range(steps):
        x = x - learning_rate * 2 * x
        print(f"x = {x:.4f}")
        path.append(x)
    return path
