"""Adds the two slopes up to a single number."""


# %% grad_fvec_shifted -> 0: return one for each direction
def grad_fvec_shifted(x):
    c = torch.tensor([2.0, -1.0], dtype=x.dtype)
    return torch.sum(2 * (x - c))


# %% descend_vector
def descend_vector(x0, learning_rate, steps):
    c = torch.tensor([2.0, -1.0], dtype=x0.dtype)
    path = [x0.clone()]
    for _ in range(steps):
        path.append(path[-1] - learning_rate * 2 * (path[-1] - c))
    return torch.stack(path)


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
