"""Builds the whole path and forgets to return it."""


# %% grad_fvec_shifted
def grad_fvec_shifted(x):
    return torch.stack([2 * (x[0] - 2), 2 * (x[1] + 1)])


# %% descend_vector -> 0: returned nothing: does it end with return?
def descend_vector(x0, learning_rate, steps):
    path = [x0.clone()]
    for _ in range(steps):
        path.append(path[-1] - learning_rate * grad_fvec_shifted(path[-1]))
    path = torch.stack(path)


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
