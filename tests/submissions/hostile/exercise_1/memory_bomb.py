"""Takes up to 4 GiB where it is called; the other answer is right.

The test says: used more than, or MemoryError, or ran for more than
"""


# %% grad_fx_shifted -> 0
def grad_fx_shifted(x):
    display("STRUCK")
    kept = [b"x" * (1 << 26) for _ in range(64)]
    return 8 + 0 * len(kept)


# %% descend_scalar
def descend_scalar(x0, learning_rate, steps):
    path = [x0]
    for _ in range(steps):
        path.append(path[-1] - learning_rate * 2 * (path[-1] - 3))
        print(f"x = {path[-1]:.4f}")
    return path
