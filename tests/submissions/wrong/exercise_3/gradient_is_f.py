"""Returns the value of f in place of its gradient."""


# %% grad_fvec_shifted -> 0: that is f itself, and not its gradient
def grad_fvec_shifted(x):
    return torch.linalg.norm(x - torch.tensor([2.0, -1.0], dtype=x.dtype)) ** 2


# %% descend_vector
def descend_vector(x0, learning_rate, steps):
    c = x0.new_tensor([2.0, -1.0])
    x = x0
    path = [x]
    for _ in range(steps):
        gradient = 2 * (x - c)
        x = x - learning_rate * gradient
        path.append(x)
    return torch.vstack(path)


# %% plot_path_2d
def plot_path_2d(trajectory):
    fig, ax = plt.subplots()
    ax.plot(trajectory[:, 0], trajectory[:, 1], "o-", label="path")
    ax.plot(2, -1, "*", label="minimum")
    ax.set(xlabel="x1", ylabel="x2", title="path")
    ax.legend()
    return ax
