"""Makes a tensor of 32 bits of the learning rate."""


# %% grad_fvec_shifted
def grad_fvec_shifted(x: torch.Tensor) -> torch.Tensor:
    c = x.new_tensor([2, -1])
    return 2 * x - 2 * c


# %% descend_vector -> 0: keep the data type of x0, for the rate
def descend_vector(x0, learning_rate, steps):
    eta = torch.tensor(learning_rate)
    x = x0.clone()
    path = [x]
    for _ in range(steps):
        x = x - eta * grad_fvec_shifted(x)
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
