"""Draws the path as a bare line."""


# %% grad_fvec_shifted
def grad_fvec_shifted(x):
    return torch.stack([2 * (x[0] - 2), 2 * (x[1] + 1)])


# %% descend_vector
def descend_vector(x0: torch.Tensor, learning_rate: float, steps: int) -> torch.Tensor:
    current = x0.clone()
    history = [current.clone()]
    while len(history) <= steps:
        current -= learning_rate * grad_fvec_shifted(current)
        history.append(current.clone())
    return torch.stack(history)


# %% plot_path_2d -> 2: give each point a marker
def plot_path_2d(trajectory):
    plt.figure()
    plt.plot(trajectory[:, 0], trajectory[:, 1], color="green", label="path")
    plt.plot(2, -1, "ro", label="minimum")
    plt.xlabel("$x_1$")
    plt.ylabel("$x_2$")
    plt.title("Path of the descent")
    plt.legend()
    return plt.gca()
