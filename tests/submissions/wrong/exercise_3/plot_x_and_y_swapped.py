"""Draws the second coordinate to the right and the first one upwards."""


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


# %% plot_path_2d -> 2: x and y are swapped
def plot_path_2d(trajectory):
    y, x = trajectory.T
    fig, ax = plt.subplots()
    ax.plot(x, y, "s-", label="path")
    ax.plot(2, -1, "*", label="minimum")
    ax.set_xlabel("x")
    ax.set_ylabel("y")
    ax.set_title("descent")
    ax.legend()
    return ax
