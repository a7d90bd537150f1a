"""Walks by recursion, one coordinate at a time; arrows between the markers."""


# %% grad_fvec_shifted
def grad_fvec_shifted(x):
    g = torch.zeros_like(x)
    g[0] = 2 * (x[0] - 2)
    g[1] = 2 * (x[1] + 1)
    return g


# %% descend_vector
def descend_vector(x0, learning_rate, steps):
    row = x0.reshape(1, 2)
    if steps == 0:
        return row.clone()
    x1 = x0 - learning_rate * grad_fvec_shifted(x0)
    return torch.cat([row, descend_vector(x1, learning_rate, steps - 1)])


# %% plot_path_2d
def plot_path_2d(trajectory):
    plt.figure()
    x, y = trajectory.unbind(dim=1)
    u, v = x[1:] - x[:-1], y[1:] - y[:-1]
    plt.quiver(x[:-1], y[:-1], u, v, angles="xy", scale_units="xy", scale=1, width=0.004)
    plt.plot(x, y, "bo", label="iterates")
    plt.plot([2.0], [-1.0], marker="D", ls="", color="green", label="minimum")
    plt.xlabel("x")
    plt.ylabel("y")
    plt.title("How the iterates move")
    plt.legend(bbox_to_anchor=(1.02, 1), loc="upper left")
    plt.tight_layout()
    return plt.gca()
