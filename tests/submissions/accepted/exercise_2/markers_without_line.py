"""Hollow markers without a line, each with the number of its step beside it."""


# %% fx_shifted
def fx_shifted(x):
    return x**2 - 6 * x + 9


# %% plot_path
def plot_path(trajectory):
    path = np.array(trajectory)
    heights = fx_shifted(path)
    width = np.ptp(np.append(path, 3)) + 1
    curve_x = np.linspace(3 - width, 3 + width, 1000)

    fig, ax = plt.subplots()
    ax.plot(curve_x, fx_shifted(curve_x))
    ax.plot(path, heights, marker="s", linestyle="none", markerfacecolor="none")
    for k in range(len(path)):
        ax.text(path[k], heights[k], f"  {k}", fontsize=8)
    ax.plot(3, 0, marker="v", linestyle="none", color="red")
    ax.legend(["f", "steps", "minimum"])
    ax.set_xlabel("x")
    ax.set_ylabel("f(x)")
    ax.set_title("Where each step lands")
    return ax
