"""Descent with a momentum of 0.9."""


# %% grad_fx_shifted
def grad_fx_shifted(x):
    return 2 * (x - 3)


# %% descend_scalar -> 0: drop momentum, reset gradients
def descend_scalar(x0, learning_rate, steps):
    momentum = 0.9
    velocity = 0.0
    x = x0
    path = [x]
    for _ in range(steps):
        velocity = momentum * velocity - learning_rate * grad_fx_shifted(x)
        x = x + velocity
        print(f"x = {x:.4f}")
        path.append(x)
    return path
