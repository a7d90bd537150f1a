"""Records x after each step, but not the start before them."""


# %% grad_fvec_shifted
def grad_fvec_shifted(x):
    center = torch.tensor([2, -1])
    diff = x - center
    return diff * 2


# %% descend_vector -> 0: that is the path without its start
def descend_vector(x0, learning_rate, steps):
    x = x0.clone()
    path = []
    for _ in range(steps):
        x = x - learning_rate * grad_fvec_shifted(x)
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
