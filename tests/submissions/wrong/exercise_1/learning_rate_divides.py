"""Divides by the learning rate in place of multiplying by it."""


# %% grad_fx_shifted
def grad_fx_shifted(x):
    return 2 * (x - 3)


# %% descend_scalar -> 0: is the slope divided by learning_rate?
def descend_scalar(x0, learning_rate, steps):
    x = x0
    values = [x]
    for step in range(steps):
        x -= grad_fx_shifted(x) / learning_rate
        print(f"x = {x:.4f}")
        values.append(x)
    return values
