"""Steps in place on the caller's own tensor; forgets a label; mixes up the signs of the centre."""


# %% grad_fvec_shifted -> 0: look at the signs of [2, −1]
def grad_fvec_shifted(x):
    return 2 * (x - torch.tensor([2.0, 1.0], dtype=x.dtype))


# %% descend_vector -> 0: changed x0 to
def descend_vector(x0, learning_rate, steps):
    path = [x0.clone()]
    for _ in range(steps):
        x0 -= learning_rate * 2 * (x0 - torch.tensor([2.0, -1.0], dtype=x0.dtype))
        path.append(x0.clone())
    return torch.stack(path)


# %% plot_path_2d -> 3: title and legend: missing: y label
def plot_path_2d(trajectory):
    fig, ax = plt.subplots()
    ax.plot(trajectory[:, 0], trajectory[:, 1], "o-", label="path")
    ax.plot(2, -1, "*", label="minimum")
    ax.set(xlabel="x1", title="path")
    ax.legend()
    return ax
