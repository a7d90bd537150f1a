"""Turns the connecting lines off and gives no markers, so that nothing is seen."""


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


# %% plot_sweep -> 1: a line without a style and a marker cannot be seen
def plot_sweep(losses):
    fig, ax = plt.subplots()
    for eta, loss in losses.items():
        ax.semilogy(loss, linestyle="", label=f"η = {eta:g}")
    ax.set(xlabel="step", ylabel="loss", title="sweep")
    ax.legend()
    return ax


# %% observations
observations = {}
observations[0.01] = "slow"
observations[0.1] = "converges"
observations[1.0] = "oscillates"
observations[1.5] = "diverges"
