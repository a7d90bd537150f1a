"""Divides the gradient by its length, so that all steps are equally long."""


# %% grad_fvec_shifted
def grad_fvec_shifted(x: torch.Tensor) -> torch.Tensor:
    c = x.new_tensor([2, -1])
    return 2 * x - 2 * c


# %% descend_vector -> 0: do not divide by the gradient's
def descend_vector(x0, learning_rate, steps):
    x = x0.clone()
    path = [x]
    for _ in range(steps):
        g = grad_fvec_shifted(x)
        direction = g / (torch.linalg.norm(g) + 1e-12)
        x = x - learning_rate * direction
        path.append(x)
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
