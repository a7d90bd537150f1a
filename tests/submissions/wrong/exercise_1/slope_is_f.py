"""Returns the value of f in place of its slope."""


# %% grad_fx_shifted -> 0: is this f itself, and not its slope?
def grad_fx_shifted(x):
    return (x - 3) ** 2


# %% descend_scalar
def descend_scalar(x0, learning_rate, steps):
    path = [x0]
    x = x0
    for _ in range(steps):
        x = x - learning_rate * grad_fx_shifted(x)
        print(f"x = {x:.4f}")
        path.append(x)
    return path
