"""Stacks the two numbers into a column of shape (2, 1)."""


# %% grad_fvec_shifted -> 0: return them in shape (2,)
def grad_fvec_shifted(x):
    c = torch.tensor([2.0, -1.0], dtype=x.dtype)
    return (2 * (x - c)).reshape(2, 1)


# %% descend_vector
def descend_vector(x0, learning_rate, steps):
    c = torch.tensor([2.0, -1.0], dtype=x0.dtype)
    path = [x0.clone()]
    for _ in range(steps):
        path.append(path[-1] - learning_rate * 2 * (path[-1] - c))
    return torch.stack(path)


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
