"""A style sheet for the picture and a cycle of colours and markers for its lines."""


# %% fx_shifted
def fx_shifted(x):
    """The parabola with its bottom at 3."""
    return np.polyval([1, -6, 9], x)


# %% plot_path
from cycler import cycler


def plot_path(trajectory):
    path = np.array(trajectory)
    ends = np.concatenate([path, [2, 4]])
    with plt.style.context("ggplot"):
        fig, ax = plt.subplots()
        ax.set_prop_cycle(
            cycler(color=["black", "crimson", "royalblue"])
            + cycler(marker=["", "o", "X"])
            + cycler(linestyle=["-", ":", ""])
        )
        x = np.linspace(ends.min(), ends.max(), 120)
        ax.plot(x, fx_shifted(x), label="f")
        ax.plot(path, fx_shifted(path), label="path")
        ax.plot([3], [0], label="minimum")
        ax.set(xlabel="x", ylabel="f(x)", title="Descent", xlim=(ends.min() - 1, ends.max() + 1))
        ax.legend()
    return ax
