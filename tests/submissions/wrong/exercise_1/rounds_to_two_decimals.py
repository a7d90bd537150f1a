"""Rounds x to two decimals in every step."""


# %% grad_fx_shifted
def grad_fx_shifted(x):
    return 2 * (x - 3)


# %% descend_scalar -> 0: is x rounded? Round only what you print
def descend_scalar(x0, learning_rate, steps):
    x = x0
    path = [x0]
    for _ in range(steps):
        x = round(x - learning_rate * grad_fx_shifted(x), 2)
        print(f"x = {x:.4f}")
        path.append(x)
    return path
