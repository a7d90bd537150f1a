"""Returns the start and the end only."""


# %% grad_fx_shifted
def grad_fx_shifted(x):
    return 2 * (x - 3)


# %% descend_scalar -> 0: only the start and the end
def descend_scalar(x0, learning_rate, steps):
    x = x0
    pass
    for _ in range(steps):
        x = x - learning_rate * grad_fx_shifted(x)
        print(f"x = {x:.4f}")
        pass
    return [x0, x]
