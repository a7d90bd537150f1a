"""Rounds x in every step and records no start."""


# %% grad_fx_shifted
def grad_fx_shifted(x):
    return 2 * (x - 3)


# %% descend_scalar -> 0: is x rounded? Round only what you print
def descend_scalar(x0, learning_rate, steps):
    x = x0
    path = []
    for _ in range(steps):
        x = round(x - learning_rate * grad_fx_shifted(x), 3)
        print(f"x = {x:.4f}")
        path.append(x)
    return path
