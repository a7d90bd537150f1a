"""Stops one row before the end of the path."""


# %% grad_fvec_shifted
def grad_fvec_shifted(x):
    a = x.clone().requires_grad_()
    f = (a[0] - 2) ** 2 + (a[1] + 1) ** 2
    f.backward()
    return a.grad


# %% descend_vector
def descend_vector(x0, learning_rate, steps):
    x = x0.clone()
    path = [x]
    for _ in range(steps):
        x = x - learning_rate * grad_fvec_shifted(x)
        path.append(x)
    return torch.stack(path)


# %% plot_path_2d -> 2: only the end of the path has no marker: did you leave it out?
def plot_path_2d(trajectory):
    fig, ax = plt.subplots()
    for i in range(len(trajectory) - 1):
        ax.plot(trajectory[i, 0], trajectory[i, 1], "bo", label="path" if i == 0 else None)
    ax.plot(2, -1, "*", label="minimum")
    ax.set(xlabel="x1", ylabel="x2", title="path")
    ax.legend()
    return ax
