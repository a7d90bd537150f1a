"""Returns the figure in place of the axes."""


# %% grad_fvec_shifted
def grad_fvec_shifted(x):
    a = x.clone().requires_grad_()
    f = (a[0] - 2) ** 2 + (a[1] + 1) ** 2
    f.backward()
    return a.grad


# %% descend_vector
def descend_vector(x0, learning_rate, steps):
    x = x0.detach().clone()
    rows = x[None, :]
    for step in range(steps):
        x = x - learning_rate * grad_fvec_shifted(x)
        rows = torch.cat((rows, x[None, :]))
    return rows


# %% plot_path_2d -> 0: return the axes you drew on; you returned a Figure
def plot_path_2d(trajectory):
    fig = plt.figure()
    plt.plot(trajectory[:, 0], trajectory[:, 1], "o-", label="path")
    plt.plot(2, -1, "*", label="minimum")
    plt.xlabel("x1")
    plt.ylabel("x2")
    plt.title("path")
    plt.legend()
    return fig
