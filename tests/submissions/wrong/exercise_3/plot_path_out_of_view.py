"""Sets limits around the minimum that cut off the start of the path."""


# %% grad_fvec_shifted
def grad_fvec_shifted(x):
    center = torch.tensor([2, -1])
    diff = x - center
    return diff * 2


# %% descend_vector
def descend_vector(x0, learning_rate, steps):
    path = torch.zeros((steps + 1, 2), dtype=x0.dtype)
    path[0] = x0
    for i in range(steps):
        path[i + 1] = path[i] - learning_rate * grad_fvec_shifted(path[i])
    return path


# %% plot_path_2d -> 2: the point (5, 5) is outside the limits of the axes
def plot_path_2d(trajectory):
    plt.figure()
    plt.plot(trajectory[:, 0], trajectory[:, 1], "o-", label="path")
    plt.plot(2, -1, "r*", label="minimum")
    plt.xlim(0, 4)
    plt.ylim(-3, 1)
    plt.xlabel("x1")
    plt.ylabel("x2")
    plt.title("path")
    plt.legend()
    return plt.gca()
