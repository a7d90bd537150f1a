"""Indents return too far, so the first step is the last."""


# %% grad_fvec_shifted
def grad_fvec_shifted(x):
    center = torch.tensor([2, -1])
    diff = x - center
    return diff * 2


# %% descend_vector -> 0: is return inside the loop?
def descend_vector(x0, learning_rate, steps):
    x = x0.clone()
    path = [x]
    if steps == 0:
        return torch.stack(path)
    for _ in range(steps):
        x = x - learning_rate * grad_fvec_shifted(x)
        path.append(x)
        return torch.stack(path)


# %% plot_path_2d
def plot_path_2d(trajectory):
    fig, ax = plt.subplots()
    ax.plot(trajectory[:, 0], trajectory[:, 1], "o-", label="path")
    ax.plot(2, -1, "*", label="minimum")
    ax.set(xlabel="x1", ylabel="x2", title="path")
    ax.legend()
    return ax
