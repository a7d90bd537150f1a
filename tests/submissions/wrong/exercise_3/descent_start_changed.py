"""Steps in place on a second name of the caller's tensor."""


# %% grad_fvec_shifted
def grad_fvec_shifted(x):
    return torch.stack([2 * (x[0] - 2), 2 * (x[1] + 1)])


# %% descend_vector -> 0: changed x0 to
def descend_vector(x0, learning_rate, steps):
    x = x0
    path = [x.clone()]
    for _ in range(steps):
        x -= learning_rate * grad_fvec_shifted(x)
        path.append(x.clone())
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
