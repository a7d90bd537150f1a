"""Records the value of f at each x in place of x itself."""


# %% grad_fvec_shifted
def grad_fvec_shifted(x):
    return 2 * (x - torch.tensor([2.0, -1.0], dtype=x.dtype))


# %% descend_vector -> 0: these are the values of f
def descend_vector(x0, learning_rate, steps):
    c = torch.tensor([2.0, -1.0], dtype=x0.dtype)
    x = x0.clone()
    losses = [torch.sum((x - c) ** 2)]
    for _ in range(steps):
        x = x - learning_rate * grad_fvec_shifted(x)
        losses.append(torch.sum((x - c) ** 2))
    return torch.stack(losses)


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
