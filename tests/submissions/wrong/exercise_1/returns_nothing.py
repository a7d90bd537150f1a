"""Prints the path and returns nothing."""


# %% grad_fx_shifted
def grad_fx_shifted(x):
    return 2 * (x - 3)


# %% descend_scalar -> 0: returned nothing: does it end with return?
def descend_scalar(x0, learning_rate, steps):
    path = [x0]
    for _ in range(steps):
        path.append(path[-1] - learning_rate * grad_fx_shifted(path[-1]))
        print(f"x = {path[-1]:.4f}")
