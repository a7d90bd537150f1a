"""Gives the lines no labels, so that the legend is empty."""


# %% sweep_scalar
def sweep_scalar(x0, learning_rates, steps):
    def path(eta):
        xs = [x0]
        while len(xs) <= steps:
            xs.append(xs[-1] - eta * 2 * (xs[-1] - 3))
        return xs

    return {eta: path(eta) for eta in learning_rates}


# %% sweep_vector
def sweep_vector(x0, learning_rates, steps):
    paths = {}
    for eta in learning_rates:
        path = [x0]
        for _ in range(steps):
            path.append(path[-1] - eta * grad_fvec_shifted(path[-1]))
        paths[eta] = torch.stack(path)
    return paths


# %% plot_sweep -> 0.5: the line of rate 0.01 has no label
def plot_sweep(losses):
    fig, ax = plt.subplots()
    for loss in losses.values():
        ax.semilogy(loss)
    ax.set(xlabel="step", ylabel="loss", title="sweep")
    ax.legend()
    return ax


# %% observations
observations = {}
observations[0.01] = "slow"
observations[0.1] = "converges"
observations[1.0] = "oscillates"
observations[1.5] = "diverges"
