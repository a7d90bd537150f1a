"""A while loop that counts the steps left, with intermediate variables for everything."""


# %% grad_fx_shifted
def grad_fx_shifted(x):
    distance = x - 3
    slope = 2 * distance
    return slope


# %% descend_scalar
def descend_scalar(x0, learning_rate, steps):
    trajectory = []
    trajectory.append(x0)
    x = x0
    steps_left = steps
    while steps_left > 0:
        slope = grad_fx_shifted(x)
        x = x - learning_rate * slope
        text = "x = " + format(x, ".4f")
        print(text)
        trajectory.append(x)
        steps_left = steps_left - 1
    return trajectory
