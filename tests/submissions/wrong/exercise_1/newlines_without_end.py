"""Prints a million empty lines, and no x, so that whoever reads the lines has much to read."""


# %% grad_fx_shifted
def grad_fx_shifted(x):
    return 2 * (x - 3)


# %% descend_scalar -> 0: print the new x after each step
def descend_scalar(x0, learning_rate, steps):
    print("\n" * 1_500_000)
    path = [x0]
    for _ in range(steps):
        path.append(path[-1] - learning_rate * grad_fx_shifted(path[-1]))
    return path
