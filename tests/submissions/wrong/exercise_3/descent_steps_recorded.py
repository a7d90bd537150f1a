"""Records each step instead of each x."""


# %% grad_fvec_shifted
def grad_fvec_shifted(x):
    return 2 * (x - torch.tensor([2.0, -1.0], dtype=x.dtype))


# %% descend_vector -> 0: after the start come the steps
def descend_vector(x0, learning_rate, steps):
    x = x0.clone()
    path = [x0.clone()]
    for _ in range(steps):
        step = learning_rate * grad_fvec_shifted(x)
        x = x - step
        path.append(-step)
    return torch.stack(path)


# %% plot_path_2d
def plot_path_2d(trajectory):
    fig, ax = plt.subplots()
    ax.plot(trajectory[:, 0], trajectory[:, 1], "o-", label="path")
    ax.plot(2, -1, "r*", label="minimum")
    ax.set(xlabel="x1", ylabel="x2", title="Descent")
    ax.legend()
    return ax
