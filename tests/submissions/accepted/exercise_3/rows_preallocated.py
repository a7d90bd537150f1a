"""Fills the rows of an empty tensor one by one; a circle around the minimum."""


# %% grad_fvec_shifted
def grad_fvec_shifted(x):
    minimum = torch.empty_like(x)
    minimum[0], minimum[1] = 2, -1
    difference = x - minimum
    return difference + difference


# %% descend_vector
def descend_vector(x0, learning_rate, steps):
    path = torch.empty(steps + 1, 2, dtype=x0.dtype)
    path[0] = x0
    k = 0
    while k < steps:
        path[k + 1] = path[k] - learning_rate * grad_fvec_shifted(path[k])
        k += 1
    return path


# %% plot_path_2d
def plot_path_2d(trajectory):
    fig, ax = plt.subplots(1, 1, figsize=(6, 6))
    for i in range(len(trajectory)):
        piece = trajectory[max(i - 1, 0) : i + 1]
        ax.plot(piece[:, 0], piece[:, 1], "o-", color="tab:blue")
    ax.add_patch(plt.Circle((2, -1), 0.3, fill=False, color="red", label="minimum"))
    ax.axis("equal")
    ax.set(xlabel="$x_1$", ylabel="$x_2$")
    fig.suptitle("Path of gradient descent")
    ax.legend(handles=[ax.lines[0], ax.patches[0]], labels=["path", "minimum"])
    return ax
