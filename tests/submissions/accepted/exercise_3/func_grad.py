"""Differentiates f itself with torch.func.grad; contour lines, an arrow, the figure's legend."""


# %% grad_fvec_shifted
def fvec_shifted(x):
    return (x - x.new_tensor([2.0, -1.0])).square().sum()


grad_fvec_shifted = torch.func.grad(fvec_shifted)


# %% descend_vector
from itertools import accumulate, repeat


def descend_vector(x0, learning_rate, steps):
    def step(x, rate):
        return x - rate * torch.func.grad(fvec_shifted)(x)

    return torch.vstack(list(accumulate(repeat(learning_rate, steps), step, initial=x0)))


# %% plot_path_2d
def plot_path_2d(trajectory):
    fig, ax = plt.subplots()
    low = min(trajectory.min().item(), -1) - 1
    high = max(trajectory.max().item(), 2) + 1
    grid = torch.linspace(low, high, 60)
    a, b = torch.meshgrid(grid, grid, indexing="xy")
    lines = ax.contour(a, b, (a - 2) ** 2 + (b + 1) ** 2, levels=12, linewidths=0.6)
    ax.clabel(lines, fontsize=6)
    ax.plot(trajectory[:, 0], trajectory[:, 1], "C3o-", ms=4, label="descent")
    ax.annotate("min", xy=(2, -1), xytext=(3, 0), arrowprops={"arrowstyle": "->"})
    fig.supxlabel("first coordinate")
    fig.supylabel("second coordinate")
    fig.suptitle("Descent on the shifted bowl")
    fig.legend(loc="upper right")
    return ax
