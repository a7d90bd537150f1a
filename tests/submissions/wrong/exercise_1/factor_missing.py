"""The slope lacks its factor 2; the loop uses the right one."""


# %% grad_fx_shifted -> 0: is the factor 2 missing?
def grad_fx_shifted(x):
    return x - 3


# %% descend_scalar
def descend_scalar(x0, learning_rate, steps):
    x, path = x0, [x0]
    for _ in range(steps):
        x -= learning_rate * 2 * (x - 3)
        print(f"x = {x:.4f}")
        path.append(x)
    return path
