"""Writes to the error stream past every redirection: by a bound method, and by its number."""

# %% grad_fx_shifted
import os

complain = sys.stderr.write


def grad_fx_shifted(x):
    complain("a slope\n")
    return 2 * (x - 3)


# %% descend_scalar
def descend_scalar(x0, learning_rate, steps):
    path = [x0]
    for _ in range(steps):
        os.write(2, b"one more step\n")
        path.append(path[-1] - learning_rate * grad_fx_shifted(path[-1]))
        print(f"x = {path[-1]:.4f}")
    return path
