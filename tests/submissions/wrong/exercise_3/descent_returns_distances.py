"""Records how far each x is from the lowest point in place of x itself."""


# %% grad_fvec_shifted
def grad_fvec_shifted(x):
    center = torch.tensor([2, -1])
    diff = x - center
    return diff * 2


# %% descend_vector -> 0: these are the distances to the minimum
def descend_vector(x0, learning_rate, steps):
    c = torch.tensor([2.0, -1.0], dtype=x0.dtype)
    x = x0.clone()
    norms = [torch.linalg.norm(x - c).item()]
    for _ in range(steps):
        x = x - learning_rate * grad_fvec_shifted(x)
        norms.append(torch.linalg.norm(x - c).item())
    return norms


# %% plot_path_2d
def plot_path_2d(trajectory):
    fig, ax = plt.subplots()
    ax.plot(trajectory[:, 0], trajectory[:, 1], "o-", label="path")
    ax.plot(2, -1, "*", label="minimum")
    ax.set(xlabel="x1", ylabel="x2", title="path")
    ax.legend()
    return ax
