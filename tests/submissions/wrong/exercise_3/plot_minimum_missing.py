"""Draws the path alone, without the minimum."""


# %% grad_fvec_shifted
def grad_fvec_shifted(x):
    return 2 * (x - torch.tensor([2.0, -1.0], dtype=x.dtype))


# %% descend_vector
def descend_vector(x0, learning_rate, steps):
    x = x0.detach().clone()
    rows = x[None, :]
    for step in range(steps):
        x = x - learning_rate * grad_fvec_shifted(x)
        rows = torch.cat((rows, x[None, :]))
    return rows


# %% plot_path_2d -> 3: nothing marks the point (2, -1)
def plot_path_2d(trajectory):
    fig, ax = plt.subplots(figsize=(6, 4))
    ax.plot(trajectory[:, 0].numpy(), trajectory[:, 1].numpy(), "o-", label="path")
    ax.set_xlabel("x1")
    ax.set_ylabel("x2")
    ax.set_title("Path")
    ax.legend()
    ax.grid(True)
    return ax
