"""Walks right and records two decimals."""


# %% grad_fvec_shifted
def grad_fvec_shifted(x):
    return 2 * (x - torch.tensor([2.0, -1.0], dtype=x.dtype))


# %% descend_vector -> 0: is x rounded? Round only what you print
def descend_vector(x0, learning_rate, steps):
    x = x0.clone()
    path = [x0.clone()]
    for _ in range(steps):
        x = x - learning_rate * grad_fvec_shifted(x)
        path.append(torch.round(x, decimals=2))
    return torch.stack(path)


# %% plot_path_2d
def plot_path_2d(trajectory):
    fig, ax = plt.subplots()
    ax.plot(trajectory[:, 0], trajectory[:, 1], "o-", label="path")
    ax.plot(2, -1, "r*", label="minimum")
    ax.set(xlabel="x1", ylabel="x2", title="Descent")
    ax.legend()
    return ax
