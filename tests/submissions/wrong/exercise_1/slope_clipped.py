"""Keeps the slope between -1 and 1."""


# %% grad_fx_shifted -> 0: the slope is cut to a range
def grad_fx_shifted(x):
    return float(np.clip(2 * (x - 3), -1, 1))


# %% descend_scalar
def descend_scalar(x0, learning_rate, steps):
    path = [x0]
    x = x0
    for _ in range(steps):
        x = x - learning_rate * grad_fx_shifted(x)
        print(f"x = {x:.4f}")
        path.append(x)
    return path
