"""Plain lists and comprehensions, no arrays."""


# %% fx_shifted
def fx_shifted(x):
    if isinstance(x, np.ndarray):
        return np.array([fx_shifted(element) for element in x])
    return (x - 3) ** 2


# %% plot_path
def plot_path(trajectory):
    a = min(trajectory + [3]) - 1
    b = max(trajectory + [3]) + 1
    curve_x = [a + (b - a) * i / 300 for i in range(301)]
    curve_y = [fx_shifted(x) for x in curve_x]
    path_y = [fx_shifted(x) for x in trajectory]
    fig, ax = plt.subplots()
    ax.plot(curve_x, curve_y, trajectory, path_y, "o-", 3, 0, "*")
    ax.legend(["f(x)", "path", "minimum"])
    plt.xlabel("x")
    plt.ylabel("f(x)")
    plt.title("Path of the descent")
    return ax
