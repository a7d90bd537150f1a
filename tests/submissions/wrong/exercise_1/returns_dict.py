"""Returns a dictionary from the step to x."""


# %% grad_fx_shifted
def grad_fx_shifted(x):
    return 2 * (x - 3)


# %% descend_scalar -> 0: return a list, not a dictionary
def descend_scalar(x0, learning_rate, steps):
    x = x0
    path = {0: x0}
    for k in range(steps):
        x = x - learning_rate * grad_fx_shifted(x)
        print(f"x = {x:.4f}")
        path[k + 1] = x
    return path
