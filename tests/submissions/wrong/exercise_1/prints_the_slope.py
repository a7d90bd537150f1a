"""Prints the slope in place of x."""


# %% grad_fx_shifted
def grad_fx_shifted(x):
    return 2 * (x - 3)


# %% descend_scalar -> 0: that is the slope: print x
def descend_scalar(x0, learning_rate, steps):
    x = x0
    path = [x]
    for _ in range(steps):
        slope = grad_fx_shifted(x)
        x = x - learning_rate * slope
        print(f"x = {slope:.4f}")
        path.append(x)
    return path
