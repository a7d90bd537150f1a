"""Walks by the sign of the slope."""


# %% grad_fx_shifted
def grad_fx_shifted(x):
    return 2 * (x - 3)


# %% descend_scalar -> 0: all steps have one length: use the slope itself
def descend_scalar(x0, learning_rate, steps):
    x = x0
    path = [x0]
    for _ in range(steps):
        slope = grad_fx_shifted(x)
        x = x - learning_rate * ((slope > 0) - (slope < 0))
        print(f"x = {x:.4f}")
        path.append(x)
    return path
