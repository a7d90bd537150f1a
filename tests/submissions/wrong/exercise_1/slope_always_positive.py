"""Takes the absolute value, as a steepness without a direction."""


# %% grad_fx_shifted -> 0: left of 3 the valley falls
def grad_fx_shifted(x):
    return 2 * abs(x - 3)


# %% descend_scalar
def descend_scalar(x0, learning_rate, steps):
    path = [x0]
    x = x0
    for _ in range(steps):
        x = x - learning_rate * grad_fx_shifted(x)
        print(f"x = {x:.4f}")
        path.append(x)
    return path
