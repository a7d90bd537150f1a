"""Takes one step for each number to return, and has the start besides."""


# %% grad_fx_shifted
def grad_fx_shifted(x):
    return 2 * (x - 3)


# %% descend_scalar -> 0: your loop takes 21 steps, not 20
def descend_scalar(x0, learning_rate, steps):
    x = x0
    result = [x]
    for _ in range(steps + 1):
        x = x - learning_rate * grad_fx_shifted(x)
        print("x = %.4f" % x)
        result.append(x)
    return result
