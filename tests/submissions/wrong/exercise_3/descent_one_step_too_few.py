"""Counts the start as one of the steps, so the last step is missing."""


# %% grad_fvec_shifted
def grad_fvec_shifted(x):
    return torch.stack([2 * (x[0] - 2), 2 * (x[1] + 1)])


# %% descend_vector -> 0: the end is missing
def descend_vector(x0, learning_rate, steps):
    x = x0.clone()
    path = [x]
    for _ in range(1, steps):
        x = x - learning_rate * grad_fvec_shifted(x)
        path.append(x)
    return torch.stack(path)


# %% plot_path_2d
def plot_path_2d(trajectory):
    fig, ax = plt.subplots()
    ax.plot(trajectory[:, 0], trajectory[:, 1], "o-", label="path")
    ax.plot(2, -1, "*", label="minimum")
    ax.set(xlabel="x1", ylabel="x2", title="path")
    ax.legend()
    return ax
