"""Recursion: the path is its start, followed by the path from the next point."""


# %% grad_fx_shifted
def grad_fx_shifted(x: float) -> float:
    return 2 * x - 6


# %% descend_scalar
def descend_scalar(x0, learning_rate, steps):
    if steps == 0:
        return [x0]
    new = x0 - learning_rate * grad_fx_shifted(x0)
    print(f"x = {new:.4f}")
    return [x0] + descend_scalar(new, learning_rate, steps - 1)
