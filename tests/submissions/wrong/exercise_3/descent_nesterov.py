"""Uses torch's SGD with Nesterov's momentum."""


# %% grad_fvec_shifted
def grad_fvec_shifted(x):
    return 2 * (x - torch.tensor([2.0, -1.0], dtype=x.dtype))


# %% descend_vector -> 0: drop momentum
def descend_vector(x0, learning_rate, steps):
    x = x0.clone().requires_grad_()
    optimizer = torch.optim.SGD([x], lr=learning_rate, momentum=0.9, nesterov=True)
    path = [x.detach().clone()]
    for _ in range(steps):
        optimizer.zero_grad()
        ((x - torch.tensor([2.0, -1.0], dtype=x.dtype)) ** 2).sum().backward()
        optimizer.step()
        path.append(x.detach().clone())
    return torch.stack(path)


# %% plot_path_2d
def plot_path_2d(trajectory):
    fig, ax = plt.subplots()
    ax.plot(trajectory[:, 0], trajectory[:, 1], "o-", label="path")
    ax.plot(2, -1, "r*", label="minimum")
    ax.set(xlabel="x1", ylabel="x2", title="Descent")
    ax.legend()
    return ax
