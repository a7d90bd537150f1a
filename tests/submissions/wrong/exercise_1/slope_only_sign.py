"""Returns the sign of the slope."""


# %% grad_fx_shifted -> 0: that is only the sign of the slope
def grad_fx_shifted(x):
    return np.sign(x - 3)


# %% descend_scalar
def descend_scalar(x0, learning_rate, steps):
    path = [x0]
    x = x0
    for _ in range(steps):
        x = x - learning_rate * grad_fx_shifted(x)
        print(f"x = {x:.4f}")
        path.append(x)
    return path
