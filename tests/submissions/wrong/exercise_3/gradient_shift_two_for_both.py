"""Subtracts 2 from both coordinates."""


# %% grad_fvec_shifted -> 0: is the first one subtracted from both?
def grad_fvec_shifted(x):
    return 2 * (x - 2)


# %% descend_vector
def descend_vector(x0, learning_rate, steps):
    path = torch.zeros((steps + 1, 2), dtype=x0.dtype)
    path[0] = x0
    for i in range(steps):
        path[i + 1] = path[i] - learning_rate * grad_fvec_shifted(path[i])
    return path


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
