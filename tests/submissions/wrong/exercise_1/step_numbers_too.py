"""Records pairs of the step and x."""


# %% grad_fx_shifted
def grad_fx_shifted(x):
    return 2 * (x - 3)


# %% descend_scalar -> 0: the number of the step stands beside x
def descend_scalar(x0, learning_rate, steps):
    x = x0
    path = [(0, x0)]
    for k in range(steps):
        x = x - learning_rate * grad_fx_shifted(x)
        print(f"x = {x:.4f}")
        path.append((k + 1, x))
    return path
