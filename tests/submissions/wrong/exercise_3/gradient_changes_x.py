"""Subtracts the centre from x in place, so that the gradient spoils the path of the descent."""


# %% grad_fvec_shifted
def grad_fvec_shifted(x):
    x -= torch.tensor([2.0, -1.0])
    return 2 * x


# %% descend_vector -> 0: does your gradient change x? Write x - c there
def descend_vector(x0, learning_rate, steps):
    x = x0.clone()
    path = [x]
    for _ in range(steps):
        x = x - learning_rate * grad_fvec_shifted(x)
        path.append(x)
    return torch.stack(path)


# %% plot_path_2d
def plot_path_2d(trajectory):
    x, y = trajectory.T
    fig, ax = plt.subplots(figsize=(6, 5))
    ax.plot(x, y, ".-", ms=10, label="descent")
    ax.plot(2, -1, "rx", label="(2, -1)")
    ax.set_xlabel("$x_1$")
    ax.set_ylabel("$x_2$")
    fig.suptitle("Descent path")
    fig.legend()
    return ax
