"""Adds the gradient in place of subtracting it, and marks the mirrored minimum."""


# %% grad_fvec_shifted
def grad_fvec_shifted(x):
    return 2 * (x - torch.tensor([2.0, -1.0], dtype=x.dtype))


# %% descend_vector -> 0: is the gradient added
def descend_vector(x0, learning_rate, steps):
    path = [x0]
    for _ in range(steps):
        path.append(path[-1] + learning_rate * grad_fvec_shifted(path[-1]))
    return torch.stack(path)


# %% plot_path_2d -> 3: look at the sign
def plot_path_2d(trajectory):
    fig, ax = plt.subplots()
    ax.plot(trajectory[:, 0], trajectory[:, 1], "o-", label="path")
    ax.plot(2, 1, "*", label="minimum")
    ax.set(xlabel="x1", ylabel="x2", title="path")
    ax.legend()
    return ax
