"""Records the change of x in every step."""


# %% grad_fx_shifted
def grad_fx_shifted(x):
    return 2 * (x - 3)


# %% descend_scalar -> 0: after the start come the steps
def descend_scalar(x0, learning_rate, steps):
    x = x0
    path = [x0]
    for _ in range(steps):
        change = -learning_rate * grad_fx_shifted(x)
        x = x + change
        print(f"x = {x:.4f}")
        path.append(change)
    return path
