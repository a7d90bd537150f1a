"""Stops when a step is shorter than a millionth."""


# %% grad_fx_shifted
def grad_fx_shifted(x):
    return 2 * (x - 3)


# %% descend_scalar -> 0: does the loop stop when it is close enough?
def descend_scalar(x0, learning_rate, steps):
    x = x0
    path = [x0]
    for _ in range(steps):
        step = learning_rate * grad_fx_shifted(x)
        if abs(step) < 1e-6:
            break
        x = x - step
        print(f"x = {x:.4f}")
        path.append(x)
    return path
