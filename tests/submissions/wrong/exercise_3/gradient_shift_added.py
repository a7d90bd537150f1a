"""Adds the centre in place of subtracting it."""


# %% grad_fvec_shifted -> 0: is [2, −1] added instead of subtracted?
def grad_fvec_shifted(x):
    shift = x.new_tensor([2.0, -1.0])
    return 2 * (x + shift)


# %% descend_vector
def descend_vector(x0: torch.Tensor, learning_rate: float, steps: int) -> torch.Tensor:
    current = x0.clone()
    history = [current.clone()]
    while len(history) <= steps:
        current -= learning_rate * grad_fvec_shifted(current)
        history.append(current.clone())
    return torch.stack(history)


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
