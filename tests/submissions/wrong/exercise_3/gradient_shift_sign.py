"""Reads the second coordinate of the centre as 1 in place of -1."""


# %% grad_fvec_shifted -> 0: look at the signs of [2, −1]
def grad_fvec_shifted(x):
    return torch.stack([2 * (x[0] - 2), 2 * (x[1] - 1)])


# %% descend_vector
def descend_vector(x0, learning_rate, steps):
    x = x0.detach().clone()
    rows = x[None, :]
    for step in range(steps):
        x = x - learning_rate * grad_fvec_shifted(x)
        rows = torch.cat((rows, x[None, :]))
    return rows


# %% plot_path_2d
def plot_path_2d(trajectory):
    plt.figure(figsize=(5, 4))
    plt.plot(trajectory[:, 0], trajectory[:, 1], marker="o", color="blue", label="steps")
    plt.scatter(2, -1, color="red", label="minimum", zorder=3)
    plt.xlabel("x1")
    plt.ylabel("x2")
    plt.title("Gradient descent")
    plt.legend()
    return plt.gca()
