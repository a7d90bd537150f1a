"""Multiplies out only the first term of the brackets."""


# %% grad_fx_shifted -> 0: the brackets: it is 2 (x − 3)
def grad_fx_shifted(x: float) -> float:
    return 2 * x - 3


# %% descend_scalar
def descend_scalar(x0, learning_rate, steps):
    path = [x0]
    x = x0
    for _ in range(steps):
        x = x - learning_rate * grad_fx_shifted(x)
        print(f"x = {x:.4f}")
        path.append(x)
    return path
