"""Crashes in native code where it is called; the other answer is right.

The test says: your code crashed the whole Python process (SIGSEGV)
"""

# %% grad_fx_shifted -> 0
import ctypes


def grad_fx_shifted(x):
    display("STRUCK")
    return ctypes.string_at(0)


# %% descend_scalar
def descend_scalar(x0, learning_rate, steps):
    path = [x0]
    for _ in range(steps):
        path.append(path[-1] - learning_rate * 2 * (path[-1] - 3))
        print(f"x = {path[-1]:.4f}")
    return path
