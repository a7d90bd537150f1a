"""Records each x before its step, and so never the last one."""


# %% grad_fx_shifted
def grad_fx_shifted(x):
    return 2 * (x - 3)


# %% descend_scalar -> 0: each x recorded before its step?
def descend_scalar(x0, learning_rate, steps):
    trajectory = []
    x = x0
    for _ in range(steps):
        trajectory.append(x)
        x = x - learning_rate * grad_fx_shifted(x)
        print(f"x = {x:.4f}")
    return trajectory
