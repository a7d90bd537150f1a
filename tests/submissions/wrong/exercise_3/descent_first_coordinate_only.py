"""Moves the first coordinate and leaves the second where it was."""


# %% grad_fvec_shifted
def grad_fvec_shifted(x):
    return torch.stack([2 * (x[0] - 2), 2 * (x[1] + 1)])


# %% descend_vector -> 0: use the whole vector
def descend_vector(x0, learning_rate, steps):
    path = [x0.clone()]
    for _ in range(steps):
        x = path[-1].clone()
        x[0] = x[0] - learning_rate * grad_fvec_shifted(x)[0]
        path.append(x)
    return torch.stack(path)


# %% plot_path_2d
def plot_path_2d(trajectory):
    points = trajectory.numpy()
    fig, ax = plt.subplots()
    ax.plot(points[:, 0], points[:, 1], "k--", lw=0.8)
    ax.scatter(points[:, 0], points[:, 1], color="k", label="path")
    ax.scatter([2], [-1], marker="x", s=100, label="minimum")
    ax.set_xlabel("first coordinate")
    ax.set_ylabel("second coordinate")
    ax.set_title("From above")
    ax.legend(loc="best")
    return ax
