"""Puts the rates into a 32-bit tensor although the start has 64 bits."""


# %% sweep_scalar
def sweep_scalar(x0, learning_rates, steps):
    def path(eta):
        xs = [x0]
        while len(xs) <= steps:
            xs.append(xs[-1] - eta * 2 * (xs[-1] - 3))
        return xs

    return {eta: path(eta) for eta in learning_rates}


# %% sweep_vector -> 0: data type of x0, for the rate too
def sweep_vector(x0, learning_rates, steps):
    rates = torch.tensor(learning_rates).reshape(-1, 1)
    x = x0.repeat(len(learning_rates), 1)
    rows = [x]
    for _ in range(steps):
        x = x - rates * grad_fvec_shifted(x)
        rows.append(x)
    rows = torch.stack(rows)
    return {eta: rows[:, i] for i, eta in enumerate(learning_rates)}


# %% plot_sweep
def plot_sweep(losses):
    fig, ax = plt.subplots()
    for lr in losses:
        ax.plot(range(len(losses[lr])), losses[lr], marker="o", label=f"lr={lr}")
    ax.set_yscale("log")
    ax.set_xlabel("step")
    ax.set_ylabel("loss")
    ax.set_title("Learning rates")
    ax.legend()
    return ax


# %% observations
observations = {}
observations[0.01] = "slow"
observations[0.1] = "converges"
observations[1.0] = "oscillates"
observations[1.5] = "diverges"
