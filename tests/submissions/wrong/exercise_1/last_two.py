"""Returns the last two values as a tuple."""


# %% grad_fx_shifted
def grad_fx_shifted(x):
    return 2 * (x - 3)


# %% descend_scalar -> 0: only the last two
def descend_scalar(x0, learning_rate, steps):
    before = x = x0
    for _ in range(steps):
        before = x
        x = x - learning_rate * grad_fx_shifted(x)
        print(f"x = {x:.4f}")
    return before, x
