"""Forgets the title."""


# %% grad_fvec_shifted
def grad_fvec_shifted(x: torch.Tensor) -> torch.Tensor:
    c = x.new_tensor([2, -1])
    return 2 * x - 2 * c


# %% descend_vector
def descend_vector(x0, learning_rate, steps):
    x = x0.clone()
    path = [x]
    for _ in range(steps):
        x = x - learning_rate * grad_fvec_shifted(x)
        path.append(x)
    return torch.stack(path)


# %% plot_path_2d -> 3: title and legend: missing: title
def plot_path_2d(trajectory):
    plt.plot(trajectory[:, 0], trajectory[:, 1], "-o", label="path")
    plt.plot(2, -1, "k+", markersize=15, label="minimum")
    plt.xlabel("x1")
    plt.ylabel("x2")
    plt.legend()
    return plt.gca()
