"""Prints the value of f in place of x."""


# %% grad_fx_shifted
def grad_fx_shifted(x):
    return 2 * (x - 3)


# %% descend_scalar -> 0: that is f(x): print x
def descend_scalar(x0, learning_rate, steps):
    x = x0
    path = [x]
    for _ in range(steps):
        x = x - learning_rate * grad_fx_shifted(x)
        y = (x - 3) ** 2
        print(f"x = {y:.4f}")
        path.append(x)
    return path
