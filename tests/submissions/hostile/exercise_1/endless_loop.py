"""Never returns, and catches the interrupt; the other answer is right.

The test says: and would not be interrupted
"""


# %% grad_fx_shifted -> 0
def grad_fx_shifted(x):
    display("STRUCK")
    while True:
        try:
            while True:
                pass
        except KeyboardInterrupt:
            pass


# %% descend_scalar
def descend_scalar(x0, learning_rate, steps):
    path = [x0]
    for _ in range(steps):
        path.append(path[-1] - learning_rate * 2 * (path[-1] - 3))
        print(f"x = {path[-1]:.4f}")
    return path
