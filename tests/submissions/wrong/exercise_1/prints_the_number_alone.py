"""Prints the number without 'x = ' before it."""


# %% grad_fx_shifted
def grad_fx_shifted(x):
    return 2 * (x - 3)


# %% descend_scalar -> 0: write 'x = ' before each number
def descend_scalar(x0, learning_rate, steps):
    x = x0
    path = [x]
    for _ in range(steps):
        x = x - learning_rate * grad_fx_shifted(x)
        print(f"{x:.4f}")
        path.append(x)
    return path
