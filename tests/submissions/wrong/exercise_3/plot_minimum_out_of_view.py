"""Sets limits for the run of the exercise that hide the minimum of others."""


# %% grad_fvec_shifted
def grad_fvec_shifted(x):
    return torch.stack([2 * (x[0] - 2), 2 * (x[1] + 1)])


# %% descend_vector
def descend_vector(x0, learning_rate, steps):
    x = x0.clone()
    path = [x]
    for _ in range(steps):
        x = x - learning_rate * grad_fvec_shifted(x)
        path.append(x)
    return torch.stack(path)


# %% plot_path_2d -> 3: the point (2, -1) is outside the limits of the axes
def plot_path_2d(trajectory):
    fig, ax = plt.subplots()
    ax.plot(trajectory[:, 0], trajectory[:, 1], "o-", label="path")
    ax.plot(2, -1, "*", label="minimum")
    xs, ys = trajectory[:, 0].tolist(), trajectory[:, 1].tolist()
    ax.set_xlim(min(xs) - 0.5, max(xs) + 0.5)
    ax.set_ylim(min(ys) - 0.5, max(ys) + 0.5)
    ax.set(xlabel="x1", ylabel="x2", title="path")
    ax.legend()
    return ax
