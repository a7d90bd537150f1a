"""Forgets to say what the axes show."""


# %% grad_fvec_shifted
def grad_fvec_shifted(x):
    a = x.clone().requires_grad_()
    f = (a[0] - 2) ** 2 + (a[1] + 1) ** 2
    f.backward()
    return a.grad


# %% descend_vector
def descend_vector(x0, learning_rate, steps):
    path = torch.zeros((steps + 1, 2), dtype=x0.dtype)
    path[0] = x0
    for i in range(steps):
        path[i + 1] = path[i] - learning_rate * grad_fvec_shifted(path[i])
    return path


# %% plot_path_2d -> 3: missing: x label and y label
def plot_path_2d(trajectory):
    ax = plt.subplot()
    ax.scatter(trajectory[:, 0], trajectory[:, 1], label="path")
    ax.scatter(2, -1, label="minimum")
    ax.set_title("Gradient descent")
    ax.legend()
    return ax
