"""Prints 40 MB where it is called; the other answer is right.

The test says: it showed more than a page can hold, or ran for more than
"""


# %% grad_fx_shifted -> 0
def grad_fx_shifted(x):
    display("STRUCK")
    for _ in range(40):
        print("x" * 1_000_000)
    return 8


# %% descend_scalar
def descend_scalar(x0, learning_rate, steps):
    path = [x0]
    for _ in range(steps):
        path.append(path[-1] - learning_rate * 2 * (path[-1] - 3))
        print(f"x = {path[-1]:.4f}")
    return path
