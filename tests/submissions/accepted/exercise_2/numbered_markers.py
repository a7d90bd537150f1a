"""Marks each point with the number of its step, and the minimum with an arrow and a text."""


# %% fx_shifted
def fx_shifted(x):
    result = x - 3
    result = result * result
    return result


# %% plot_path
def plot_path(trajectory):
    y = [fx_shifted(x) for x in trajectory]
    x_curve = np.linspace(min(*trajectory, 3, 3) - 1, max(*trajectory, 3, 3) + 1, 250)
    ax = plt.subplot()
    ax.plot(x_curve, fx_shifted(x_curve), label="f")
    ax.plot(trajectory, y, color="gray", lw=1, label="path")
    for number, (x_k, y_k) in enumerate(zip(trajectory, y)):
        ax.plot(x_k, y_k, marker=f"${number}$", color="black", ms=9)
    ax.annotate(
        "minimum", xy=(3, 0), xytext=(0.6, 0.6), textcoords="axes fraction",
        arrowprops={"facecolor": "red", "width": 1, "headwidth": 6},
    )  # fmt: skip
    plt.xlabel("x"), plt.ylabel("f(x)")
    plt.title("Numbered steps")
    plt.legend()
    return ax
