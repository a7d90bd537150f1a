"""A second axis counts the steps, and one legend collects the labels of both axes."""


# %% fx_shifted
def fx_shifted(x):
    return abs(x - 3) ** 2


# %% plot_path
def plot_path(trajectory):
    path = np.array(trajectory)
    far = np.abs(path - 3).max() + 1
    xs = np.linspace(3 - far, 3 + far, 400)
    fig, left = plt.subplots()
    right = left.twinx()
    left.plot(xs, fx_shifted(xs), "C0", label="f(x)")
    left.plot(path, fx_shifted(path), "C1o-", label="path")
    left.plot([3], [0], "C2*", ms=15, label="minimum")
    right.plot(path, range(len(path)), "C3:", label="step number")
    left.set_xlabel("x")
    left.set_ylabel("f(x)")
    right.set_ylabel("step")
    left.set_title("Path and step number")
    h1, l1 = left.get_legend_handles_labels()
    h2, l2 = right.get_legend_handles_labels()
    right.legend(h1 + h2, l1 + l2, loc="upper center")
    return left
