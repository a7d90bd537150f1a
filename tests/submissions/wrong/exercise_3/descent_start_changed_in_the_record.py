"""Records x0 itself and then steps in place on it; the other rows are clones."""


# %% grad_fvec_shifted
def grad_fvec_shifted(x):
    a = x.clone().requires_grad_()
    f = (a[0] - 2) ** 2 + (a[1] + 1) ** 2
    f.backward()
    return a.grad


# %% descend_vector -> 0: work on x0.clone()
def descend_vector(x0, learning_rate, steps):
    x = x0
    path = [x]
    for _ in range(steps):
        x -= learning_rate * grad_fvec_shifted(x)
        path.append(x.clone())
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
