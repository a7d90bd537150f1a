"""Marks the end of the path as the minimum."""


# %% grad_fvec_shifted
def grad_fvec_shifted(x):
    return 2 * (x - torch.tensor([2.0, -1.0], dtype=x.dtype))


# %% descend_vector
def descend_vector(x0, learning_rate, steps):
    path = [x0.clone()]
    for _ in range(steps):
        path.append(path[-1] - learning_rate * grad_fvec_shifted(path[-1]))
    return torch.stack(path)


# %% plot_path_2d -> 3: the end of the path is not the lowest point
def plot_path_2d(trajectory):
    fig, ax = plt.subplots()
    ax.plot(trajectory[:, 0], trajectory[:, 1], "o-", label="path")
    ax.plot(trajectory[-1, 0], trajectory[-1, 1], "r*", label="minimum")
    ax.set(xlabel="x1", ylabel="x2", title="Descent")
    ax.legend()
    return ax
