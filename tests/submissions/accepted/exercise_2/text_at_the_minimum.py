"""Writes the word "minimum" at the point itself, on the current axes."""


# %% fx_shifted
def fx_shifted(x):
    a = np.asarray(x) - 3
    return a * a


# %% plot_path
def plot_path(trajectory):
    steps = np.array(trajectory)
    farthest = np.max(np.abs(steps - 3))
    around = np.linspace(2 - farthest, 4 + farthest, 150)
    plt.plot(around, fx_shifted(around), label="f(x) = (x-3)^2")
    plt.plot(steps, fx_shifted(steps), "r-", linewidth=0.8)
    plt.plot(steps, fx_shifted(steps), "r.", markersize=9, label="trajectory")
    plt.text(3, 0, "minimum", ha="center", va="top", color="green")
    plt.xlabel("position x")
    plt.ylabel("value f(x)")
    plt.title("Descent path")
    plt.legend()
    plt.grid()
    plt.tight_layout()
    return plt.gca()
