"""A generator that steps in place under torch.no_grad; filled contours and a colour bar."""

# %% grad_fvec_shifted
CENTRE = (2.0, -1.0)


def grad_fvec_shifted(x):
    with torch.enable_grad():
        p = x.detach().requires_grad_()
        f = sum((p[i] - CENTRE[i]) ** 2 for i in range(2))
        (gradient,) = torch.autograd.grad(f, p)
    return gradient


# %% descend_vector
def walk(x0, learning_rate, steps):
    x = x0.clone()
    yield x.clone()
    for _ in range(steps):
        x.sub_(grad_fvec_shifted(x), alpha=learning_rate)
        yield x.clone()


@torch.no_grad()
def descend_vector(x0, learning_rate, steps):
    return torch.stack(tuple(walk(x0, learning_rate, steps)))


# %% plot_path_2d
def plot_path_2d(trajectory):
    fig, ax = plt.subplots()
    (left, bottom), (right, top) = trajectory.amin(0).tolist(), trajectory.amax(0).tolist()
    u = np.linspace(min(left, 2) - 2, max(right, 2) + 2, 50)
    v = np.linspace(min(bottom, -1) - 2, max(top, -1) + 2, 50)[:, None]
    bowl = ax.contourf(u, v.ravel(), (u - 2) ** 2 + (v + 1) ** 2, 20, cmap="Blues_r")
    fig.colorbar(bowl, ax=ax, label="f(x)")
    ax.plot(*trajectory.t(), "wo-", markeredgecolor="k", label="steps")
    ax.axvline(2, lw=0.5)
    ax.axhline(-1, lw=0.5)
    ax.plot(2, -1, "r+", ms=12, label="minimum")
    ax.set(xlabel="x", ylabel="y", title="bowl", facecolor="0.9")
    fig.legend(*ax.get_legend_handles_labels(), loc="outside right upper")
    return ax
