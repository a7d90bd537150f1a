"""Records one tensor again and again, which each step then changes in place."""


# %% grad_fvec_shifted
def grad_fvec_shifted(x: torch.Tensor) -> torch.Tensor:
    c = x.new_tensor([2, -1])
    return 2 * x - 2 * c


# %% descend_vector -> 0: every row is the end: append a copy
def descend_vector(x0, learning_rate, steps):
    x = torch.clone(x0)
    trajectory = [x]
    for i in range(steps):
        x.sub_(learning_rate * grad_fvec_shifted(x))
        trajectory.append(x)
    return torch.stack(trajectory)


# %% plot_path_2d
def plot_path_2d(trajectory):
    fig, ax = plt.subplots()
    ax.plot(trajectory[:, 0], trajectory[:, 1], "o-", label="path")
    ax.plot(2, -1, "*", label="minimum")
    ax.set(xlabel="x1", ylabel="x2", title="path")
    ax.legend()
    return ax
