"""Keeps part of each step and records no start."""


# %% grad_fx_shifted
def grad_fx_shifted(x):
    return 2 * (x - 3)


# %% descend_scalar -> 0: drop momentum
def descend_scalar(x0, learning_rate, steps):
    x, velocity, path = x0, 0.0, []
    for _ in range(steps):
        velocity = 0.5 * velocity - learning_rate * grad_fx_shifted(x)
        x = x + velocity
        print(f"x = {x:.4f}")
        path.append(x)
    return path
