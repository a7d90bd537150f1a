"""A scatter of the steps, and an arrow from each step to the next."""


# %% fx_shifted
def fx_shifted(x):
    return pow(x - 3, 2)


# %% plot_path
def plot_path(trajectory):
    points = [(x, fx_shifted(x)) for x in trajectory]
    reach = max(abs(x - 3) for x in trajectory) + 1
    t = np.linspace(3 - reach, 3 + reach, 301)

    _, ax = plt.subplots()
    ax.plot(t, fx_shifted(t), color="lightgray", lw=3, label="f")
    for here, there in zip(points[:-1], points[1:]):
        ax.annotate("", xy=there, xytext=here, arrowprops=dict(arrowstyle="->", color="blue"))
    ax.scatter(*zip(*points), color="blue", label="steps")
    ax.plot([3], [0], "r^", label="lowest point")
    ax.set_xlabel("x")
    ax.set_ylabel("height")
    ax.set_title("Walking down the valley")
    ax.legend()
    return ax
