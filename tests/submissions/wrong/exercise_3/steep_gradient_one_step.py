"""A gradient so steep that one step leaves all bounds, and one step."""


# %% grad_fvec_shifted -> 0: compare your lines
def grad_fvec_shifted(x):
    return 50.0 * x + 1e18


# %% descend_vector -> 0: go on from the last x
def descend_vector(x0, learning_rate, steps):
    path = [x0.clone()] + [x0 - learning_rate * grad_fvec_shifted(x0)] * steps
    return torch.stack(path)


# %% plot_path_2d
def plot_path_2d(trajectory):
    fig, ax = plt.subplots()
    ax.plot(trajectory[:, 0], trajectory[:, 1], "o-", label="path")
    ax.plot(2, -1, "r*", label="minimum")
    ax.set(xlabel="x1", ylabel="x2", title="Descent")
    ax.legend()
    return ax
