"""Records the slope at each point in place of x."""


# %% grad_fx_shifted
def grad_fx_shifted(x):
    return 2 * (x - 3)


# %% descend_scalar -> 0: these are the slopes: record x
def descend_scalar(x0, learning_rate, steps):
    x = x0
    slopes = [grad_fx_shifted(x)]
    for _ in range(steps):
        x = x - learning_rate * slopes[-1]
        print(f"x = {x:.4f}")
        slopes.append(grad_fx_shifted(x))
    return slopes
