"""Starts eight processes, each with a session of its own, that only compute; cores for nobody.

The test says: computed for more than, or ran for more than, or would not be interrupted
"""

# %% grad_fx_shifted -> 0
import os
import time


def grad_fx_shifted(x):
    until = time.time() + 20
    for count in range(8):
        if not os.fork():
            os.setsid()
            while time.time() < until:
                pass
            os._exit(0)
        if count == 0:
            display("STRUCK")
    time.sleep(20)


# %% descend_scalar
def descend_scalar(x0, learning_rate, steps):
    path = [x0]
    for _ in range(steps):
        path.append(path[-1] - learning_rate * 2 * (path[-1] - 3))
        print(f"x = {path[-1]:.4f}")
    return path
