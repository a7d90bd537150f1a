"""Steps in place on a clone of the start; contours behind the path."""


# %% grad_fvec_shifted
def grad_fvec_shifted(x):
    centre = torch.tensor([2.0, -1.0]).to(x)
    return 2 * x - 2 * centre


# %% descend_vector
def descend_vector(x0, learning_rate, steps):
    x = x0.clone()
    rows = [x.clone()]
    for _ in range(steps):
        x -= learning_rate * grad_fvec_shifted(x)
        rows.append(x.clone())
    return torch.stack(rows)


# %% plot_path_2d
def plot_path_2d(trajectory):
    fig, ax = plt.subplots(layout="constrained")
    a, b = np.meshgrid(np.linspace(-5, 13, 40), np.linspace(-9, 7, 40))
    ax.contourf(a, b, (a - 2) ** 2 + (b + 1) ** 2, cmap="Greys")
    ax.plot(*trajectory.T, marker=".", label="path")
    ax.scatter([2], [-1], marker="*", label="minimum")
    ax.set_xlabel("first")
    ax.set_ylabel("second")
    ax.set_title("path", loc="right")
    ax.legend(loc="lower left", bbox_to_anchor=(1, 0))
    return ax
