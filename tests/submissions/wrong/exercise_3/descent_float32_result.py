"""Fills a tensor of 32 bits, although the start may have 64."""


# %% grad_fvec_shifted
def grad_fvec_shifted(x):
    center = torch.tensor([2, -1])
    diff = x - center
    return diff * 2


# %% descend_vector -> 0: agree to 32 bits only: keep the data type
def descend_vector(x0, learning_rate, steps):
    path = torch.zeros(steps + 1, 2)
    path[0] = x0
    for k in range(1, steps + 1):
        path[k] = path[k - 1] - learning_rate * grad_fvec_shifted(path[k - 1])
    return path


# %% plot_path_2d
def plot_path_2d(trajectory: torch.Tensor) -> Axes:
    x, y = trajectory.T
    fig, ax = plt.subplots(figsize=(6, 5))
    ax.plot(x, y, ".-", ms=10, label="descent")
    ax.annotate("minimum", (2, -1), (2.5, 0), arrowprops={"arrowstyle": "->"})
    ax.plot(2, -1, "rx", label="(2, -1)")
    ax.set_xlabel("$x_1$")
    ax.set_ylabel("$x_2$")
    fig.suptitle("Descent path")
    fig.legend()
    return ax
