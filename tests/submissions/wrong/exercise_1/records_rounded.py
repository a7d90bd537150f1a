"""Rounds the path to the four decimals of the printed lines."""


# %% grad_fx_shifted
def grad_fx_shifted(x):
    return 2 * (x - 3)


# %% descend_scalar -> 0: is x rounded? Round only what you print
def descend_scalar(x0, learning_rate, steps):
    x = x0
    path = [x]
    for _ in range(steps):
        x = round(x - learning_rate * grad_fx_shifted(x), 4)
        print(f"x = {x}")
        path.append(x)
    return path
