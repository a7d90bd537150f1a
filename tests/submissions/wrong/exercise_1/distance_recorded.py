"""Records the distance to 3."""


# %% grad_fx_shifted
def grad_fx_shifted(x):
    return 2 * (x - 3)


# %% descend_scalar -> 0: these are the distances to the minimum
def descend_scalar(x0, learning_rate, steps):
    x = x0
    path = [abs(x0 - 3)]
    for _ in range(steps):
        x = x - learning_rate * grad_fx_shifted(x)
        print(f"x = {x:.4f}")
        path.append(abs(x - 3))
    return path
