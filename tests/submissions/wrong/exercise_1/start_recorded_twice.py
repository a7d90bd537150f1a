"""Has the start in the list and records each x before its step as well."""


# %% grad_fx_shifted
def grad_fx_shifted(x):
    return 2 * (x - 3)


# %% descend_scalar -> 0: x0 is there twice and the end is missing
def descend_scalar(x0, learning_rate, steps):
    trajectory = [x0]
    x = x0
    for _ in range(steps):
        trajectory.append(x)
        x = x - learning_rate * grad_fx_shifted(x)
        print(f"x = {x:.4f}")
    return trajectory
