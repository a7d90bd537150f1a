"""Plain lists and NumPy in 64 bits, by the closed form; no line between the markers."""


# %% grad_fvec_shifted
def grad_fvec_shifted(x):
    a, b = x.tolist()
    return [2 * (a - 2), 2 * (b + 1)]


# %% descend_vector
def descend_vector(x0, learning_rate, steps):
    start, low = x0.double().numpy(), np.array([2.0, -1.0])
    return [(low + (1 - 2 * learning_rate) ** k * (start - low)).tolist() for k in range(steps + 1)]


# %% plot_path_2d
def plot_path_2d(trajectory):
    fig = plt.figure()
    ax = fig.add_subplot()
    for a, b in trajectory.tolist():
        ax.plot(a, b, "ks")
    ax.text(2, -1, "minimum")
    ax.update_datalim([(2, -1)])
    ax.autoscale_view()
    ax.set(xlabel="a", ylabel="b", title="steps")
    ax.legend(["steps"])
    return ax
