"""Takes the gradient of the bowl of the demo, whose lowest point is [0, 0]."""


# %% grad_fvec_shifted -> 0: did you forget to subtract [2, −1]?
def grad_fvec_shifted(x):
    z = x.clone().requires_grad_()
    (z**2).sum().backward()
    return z.grad


# %% descend_vector
def descend_vector(x0, learning_rate, steps):
    x = x0.clone()
    path = [x]
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
