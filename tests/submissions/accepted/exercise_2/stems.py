"""The path as a stem plot, and the whole picture shown before its axes are returned."""


# %% fx_shifted
def fx_shifted(x):
    return np.multiply(x - 3, x - 3)


# %% plot_path
def plot_path(trajectory):
    trajectory = np.array(trajectory)
    f_traj = fx_shifted(trajectory)
    d = np.abs(trajectory - 3).max() + 2
    x = np.linspace(3 - d, 3 + d, 256)
    fig, ax = plt.subplots()
    ax.stem(trajectory, f_traj, linefmt="C1:", markerfmt="C1o", basefmt=" ", label="path")
    ax.plot(x, fx_shifted(x), "C0-", label="function")
    ax.plot(3, 0, "s", color="C2", label="minimum")
    ax.set_xlabel("x")
    ax.set_ylabel("f(x)")
    ax.set_title("Heights along the path")
    ax.legend()
    plt.show()
    return ax
