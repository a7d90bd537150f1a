"""Forgets the shift in f, and both labels."""


# %% fx_shifted -> 0: did you forget to subtract 3?
def fx_shifted(x):
    return x**2


# %% plot_path -> 6: missing: x label and y label
def plot_path(trajectory):
    path = np.array(trajectory)
    x = np.linspace(min(path.min(), 3) - 1, max(path.max(), 3) + 1, 300)
    fig, ax = plt.subplots()
    ax.plot(x, fx_shifted(x), label="f(x)")
    ax.plot(path, fx_shifted(path), "o-", label="path")
    ax.plot(3, 0, "r*", label="minimum")
    ax.set(title="Path")
    ax.legend()
    return ax
