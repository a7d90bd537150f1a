"""Draws the path from its end to its start."""


# %% grad_fvec_shifted
def grad_fvec_shifted(x: torch.Tensor) -> torch.Tensor:
    c = x.new_tensor([2, -1])
    return 2 * x - 2 * c


# %% descend_vector
def descend_vector(x0, learning_rate, steps):
    x = x0.detach().clone()
    rows = x[None, :]
    for step in range(steps):
        x = x - learning_rate * grad_fvec_shifted(x)
        rows = torch.cat((rows, x[None, :]))
    return rows


# %% plot_path_2d -> 2: markers: it runs backwards
def plot_path_2d(trajectory):
    points = trajectory.tolist()
    points.reverse()
    fig, ax = plt.subplots()
    ax.plot([a for a, b in points], [b for a, b in points], "o-", label="path")
    ax.plot(2, -1, "*", label="minimum")
    ax.set(xlabel="x1", ylabel="x2", title="path")
    ax.legend()
    return ax
