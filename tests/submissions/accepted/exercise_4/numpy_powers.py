"""The closed form in NumPy, in a helper with the name of a tool; pyplot on the current axes."""


# %% sweep_scalar
def closed_form(start, low, eta, steps):
    k = np.arange(steps + 1)
    return low + np.outer(np.power(1 - 2 * eta, k), start - low)


def sweep_scalar(x0, learning_rates, steps):
    return {eta: closed_form(np.array([x0]), 3, eta, steps).flatten() for eta in learning_rates}


# %% sweep_vector
def sweep_vector(x0, learning_rates, steps):
    start = x0.numpy().astype(float)
    low = np.array([2.0, -1.0])
    return {eta: closed_form(start, low, eta, steps) for eta in learning_rates}


# %% plot_sweep
def plot_sweep(losses):
    for eta, loss in losses.items():
        plt.plot(np.array(loss), "o", label=r"$\eta = %g$" % eta)
    plt.yscale("log", base=2)
    plt.xlabel("step")
    plt.ylabel("loss")
    plt.title("Learning rates")
    plt.legend()
    plt.grid(True, which="both")
    return plt.gca()


# %% observations
observations = {}
observations[0.01] = "slow"
observations[0.1] = "converges"
observations[1.0] = "oscillates"
observations[1.5] = "diverges"
