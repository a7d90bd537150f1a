"""PyTorch's own optimizer and autograd; arrows between the markers."""


# %% grad_fvec_shifted
def grad_fvec_shifted(x):
    at = x.detach().clone().requires_grad_()
    loss = ((at - torch.tensor([2.0, -1.0], dtype=x.dtype)) ** 2).sum()
    loss.backward()
    return at.grad


# %% descend_vector
def descend_vector(x0, learning_rate, steps):
    x = torch.nn.Parameter(x0.clone())
    optimizer = torch.optim.SGD([x], lr=learning_rate)
    path = [x.detach().clone()]
    for _ in range(steps):
        optimizer.zero_grad()
        loss = (x - torch.tensor([2.0, -1.0], dtype=x.dtype)).pow(2).sum()
        loss.backward()
        optimizer.step()
        path.append(x.detach().clone())
    return torch.stack(path)


# %% plot_path_2d
def plot_path_2d(trajectory):
    points = trajectory.numpy()
    ax = plt.gca()
    steps = np.diff(points, axis=0)
    ax.quiver(*points[:-1].T, *steps.T, angles="xy", scale_units="xy", scale=1)
    ax.scatter(points[:, 0], points[:, 1], label="steps")
    ax.plot([2], [-1], "r+", label="lowest point")
    plt.xlabel("$x_1$")
    plt.ylabel("$x_2$")
    plt.suptitle("seen from above")
    plt.figlegend()
    return ax
