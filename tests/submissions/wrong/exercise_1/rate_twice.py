"""Multiplies by the learning rate in the slope and in the step."""


# %% grad_fx_shifted
def grad_fx_shifted(x):
    return 2 * (x - 3)


# %% descend_scalar -> 0: is learning_rate there twice?
def descend_scalar(x0, learning_rate, steps):
    x = x0
    path = [x0]
    for _ in range(steps):
        slope = learning_rate * grad_fx_shifted(x)
        x = x - learning_rate * slope
        print(f"x = {x:.4f}")
        path.append(x)
    return path
