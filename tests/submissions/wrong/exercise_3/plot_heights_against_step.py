"""Draws the height against the step."""


# %% grad_fvec_shifted
def grad_fvec_shifted(x):
    return 2 * (x - torch.tensor([2.0, -1.0], dtype=x.dtype))


# %% descend_vector
def descend_vector(x0, learning_rate, steps):
    path = [x0.clone()]
    for _ in range(steps):
        path.append(path[-1] - learning_rate * grad_fvec_shifted(path[-1]))
    return torch.stack(path)


# %% plot_path_2d -> 2: the value of f is drawn against the step
def plot_path_2d(trajectory):
    fig, ax = plt.subplots()
    ax.plot(((trajectory - torch.tensor([2.0, -1.0])) ** 2).sum(dim=1), "o-", label="path")
    ax.plot(2, -1, "r*", label="minimum")
    ax.set(xlabel="x1", ylabel="x2", title="Descent")
    ax.legend()
    return ax
