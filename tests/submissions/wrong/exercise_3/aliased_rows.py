"""Appends the same tensor again and again; draws the path without markers."""


# %% grad_fvec_shifted
def grad_fvec_shifted(x):
    return 2 * (x - torch.tensor([2.0, -1.0], dtype=x.dtype))


# %% descend_vector -> 0: append a copy, such as x.clone()
def descend_vector(x0, learning_rate, steps):
    x = x0.clone()
    path = [x]
    for _ in range(steps):
        x -= learning_rate * grad_fvec_shifted(x)
        path.append(x)
    return torch.stack(path)


# %% plot_path_2d -> 2: give each point a marker
def plot_path_2d(trajectory):
    fig, ax = plt.subplots()
    ax.plot(trajectory[:, 0], trajectory[:, 1], label="path")
    ax.plot(2, -1, "*", label="minimum")
    ax.set(xlabel="x1", ylabel="x2", title="path")
    ax.legend()
    return ax
