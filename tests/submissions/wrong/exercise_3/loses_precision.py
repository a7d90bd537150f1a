"""Computes in 32 bits although the start has 64; draws the path with its columns swapped."""


# %% grad_fvec_shifted -> 0: keep the data type of x
def grad_fvec_shifted(x):
    return 2 * (x.float() - torch.tensor([2.0, -1.0]))


# %% descend_vector -> 0: agree to 32 bits only: keep the data type
def descend_vector(x0, learning_rate, steps):
    x = x0.float()
    path = [x]
    for _ in range(steps):
        x = x - learning_rate * grad_fvec_shifted(x)
        path.append(x)
    return torch.stack(path)


# %% plot_path_2d -> 2: x and y are swapped
def plot_path_2d(trajectory):
    fig, ax = plt.subplots()
    ax.plot(trajectory[:, 1], trajectory[:, 0], "o-", label="path")
    ax.plot(2, -1, "*", label="minimum")
    ax.set(xlabel="x1", ylabel="x2", title="path")
    ax.legend()
    return ax
