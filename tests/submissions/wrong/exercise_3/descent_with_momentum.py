"""Lets each step keep most of the one before it."""


# %% grad_fvec_shifted
def grad_fvec_shifted(x):
    return 2 * (x - torch.tensor([2.0, -1.0], dtype=x.dtype))


# %% descend_vector -> 0: drop momentum, reset gradients
def descend_vector(x0, learning_rate, steps):
    x = x0.clone()
    velocity = torch.zeros_like(x)
    path = [x]
    for _ in range(steps):
        velocity = 0.9 * velocity - learning_rate * grad_fvec_shifted(x)
        x = x + velocity
        path.append(x)
    return torch.stack(path)


# %% plot_path_2d
def plot_path_2d(trajectory):
    fig, ax = plt.subplots()
    ax.plot(trajectory[:, 0], trajectory[:, 1], "o-", label="path")
    ax.plot(2, -1, "*", label="minimum")
    ax.set(xlabel="x1", ylabel="x2", title="path")
    ax.legend()
    return ax
