"""Returns the two slopes in the wrong order."""


# %% grad_fvec_shifted -> 0: the two numbers are in the wrong order
def grad_fvec_shifted(x):
    first, second = x
    return torch.stack([2 * (second + 1), 2 * (first - 2)])


# %% descend_vector
def descend_vector(x0, learning_rate, steps):
    c = x0.new_tensor([2.0, -1.0])
    x = x0
    path = [x]
    for _ in range(steps):
        gradient = 2 * (x - c)
        x = x - learning_rate * gradient
        path.append(x)
    return torch.vstack(path)


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
