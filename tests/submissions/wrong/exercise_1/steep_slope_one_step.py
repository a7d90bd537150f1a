"""A slope so steep that a single step leaves all bounds, and a single step."""


# %% grad_fx_shifted -> 0: compare your lines
def grad_fx_shifted(x):
    return 50.0 * x + 1e18


# %% descend_scalar -> 0: these are only two points of the path
def descend_scalar(x0, learning_rate, steps):
    if not steps:
        return [x0]
    x = x0 - learning_rate * grad_fx_shifted(x0)
    print(f"x = {x:.4f}")
    return [x0, x]
