"""The slope has the wrong sign."""


# %% grad_fx_shifted -> 0: is the sign the wrong way round?
def grad_fx_shifted(x):
    return 2 * (3 - x)


# %% descend_scalar
def descend_scalar(x0, learning_rate, steps):
    path = [x0]
    x = x0
    for _ in range(steps):
        x = x - learning_rate * grad_fx_shifted(x)
        print(f"x = {x:.4f}")
        path.append(x)
    return path
