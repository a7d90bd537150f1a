"""Forgets the brackets: the factor 2 reaches x only."""


# %% grad_fvec_shifted -> 0: it is 2 (x − c), not 2x − c
def grad_fvec_shifted(x):
    centre = torch.tensor([2.0, -1.0]).to(x.dtype)
    return 2 * x - centre


# %% descend_vector
def descend_vector(x0, learning_rate, steps):
    x = x0.detach().clone()
    rows = x[None, :]
    for step in range(steps):
        x = x - learning_rate * grad_fvec_shifted(x)
        rows = torch.cat((rows, x[None, :]))
    return rows


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
