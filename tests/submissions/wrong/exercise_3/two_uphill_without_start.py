"""Walks uphill and records no start."""


# %% grad_fvec_shifted
def grad_fvec_shifted(x):
    return 2 * (x - torch.tensor([2.0, -1.0], dtype=x.dtype))


# %% descend_vector -> 0: that is the path without its start
def descend_vector(x0, learning_rate, steps):
    x = x0.clone()
    path = []
    for _ in range(steps):
        x = x + learning_rate * grad_fvec_shifted(x)
        path.append(x)
    return torch.stack(path)


# %% plot_path_2d
def plot_path_2d(trajectory):
    fig, ax = plt.subplots()
    ax.plot(trajectory[:, 0], trajectory[:, 1], "o-", label="path")
    ax.plot(2, -1, "r*", label="minimum")
    ax.set(xlabel="x1", ylabel="x2", title="Descent")
    ax.legend()
    return ax
