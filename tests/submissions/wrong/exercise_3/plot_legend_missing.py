"""Gives labels to the lines, but draws no legend."""


# %% grad_fvec_shifted
def grad_fvec_shifted(x):
    center = torch.tensor([2, -1])
    diff = x - center
    return diff * 2


# %% descend_vector
def descend_vector(x0, learning_rate, steps):
    x = x0.detach().clone()
    rows = x[None, :]
    for step in range(steps):
        x = x - learning_rate * grad_fvec_shifted(x)
        rows = torch.cat((rows, x[None, :]))
    return rows


# %% plot_path_2d -> 3: missing: legend; your lines have labels, so call legend after them
def plot_path_2d(trajectory):
    fig, ax = plt.subplots()
    ax.plot(trajectory[:, 0], trajectory[:, 1], "o-", label="path")
    ax.plot(2, -1, "*", label="minimum")
    ax.set_xlabel("x1")
    ax.set_ylabel("x2")
    ax.set_title("path")
    return ax
