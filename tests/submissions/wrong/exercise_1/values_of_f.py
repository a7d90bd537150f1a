"""Records the values of f in place of x."""


# %% grad_fx_shifted
def grad_fx_shifted(x):
    return 2 * (x - 3)


# %% descend_scalar -> 0: these are the values of f: record x
def f(x):
    return (x - 3) ** 2


def descend_scalar(x0, learning_rate, steps):
    x = x0
    path = [f(x)]
    for _ in range(steps):
        x = x - learning_rate * grad_fx_shifted(x)
        print(f"x = {x:.4f}")
        path.append(f(x))
    return path
