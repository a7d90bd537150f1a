"""Joins the rows end to end with cat in place of stack."""


# %% grad_fvec_shifted
def grad_fvec_shifted(x):
    return 2 * (x - torch.tensor([2.0, -1.0], dtype=x.dtype))


# %% descend_vector -> 0: their shape is not: one row a step
def descend_vector(x0, learning_rate, steps):
    path = [x0.clone()]
    for _ in range(steps):
        path.append(path[-1] - learning_rate * grad_fvec_shifted(path[-1]))
    return torch.cat(path)


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
