"""Marks (-1, 2), the coordinates of the minimum in the wrong order."""


# %% grad_fvec_shifted
def grad_fvec_shifted(x: torch.Tensor) -> torch.Tensor:
    c = x.new_tensor([2, -1])
    return 2 * x - 2 * c


# %% descend_vector
def descend_vector(x0: torch.Tensor, learning_rate: float, steps: int) -> torch.Tensor:
    current = x0.clone()
    history = [current.clone()]
    while len(history) <= steps:
        current -= learning_rate * grad_fvec_shifted(current)
        history.append(current.clone())
    return torch.stack(history)


# %% plot_path_2d -> 3: x and y are swapped
def plot_path_2d(trajectory):
    fig, ax = plt.subplots()
    ax.plot(trajectory[:, 0], trajectory[:, 1], "o-", label="path")
    ax.scatter(-1, 2, marker="*", s=200, label="minimum")
    ax.set(xlabel="x1", ylabel="x2", title="path")
    ax.legend()
    return ax
