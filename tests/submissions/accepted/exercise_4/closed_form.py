"""No loop at all; labels given to the legend, in reverse order."""


# %% sweep_scalar
def sweep_scalar(x0, learning_rates, steps):
    return {
        eta: tuple(3 + (1 - 2 * eta) ** k * (x0 - 3) for k in range(steps + 1))
        for eta in learning_rates
    }


# %% sweep_vector
def sweep_vector(x0, learning_rates, steps):
    low = torch.tensor([2.0, -1.0], dtype=x0.dtype)
    k = torch.arange(steps + 1, dtype=x0.dtype)[:, None]
    return {eta: low + (1 - 2 * eta) ** k * (x0 - low) for eta in learning_rates}


# %% plot_sweep
def plot_sweep(losses):
    lines = [plt.semilogy(loss, linestyle="-")[0] for loss in losses.values()]
    names = [rf"$\eta = {eta}$" for eta in losses]
    plt.gca().legend(lines[::-1], names[::-1])
    plt.xlabel("step")
    plt.ylabel("loss")
    plt.title("sweep")
    return plt.gca()


# %% observations
observations = {1.5: "diverges", 1: "oscillates", 0.1: "converges", 0.01: "slow"}
