"""Leaves the loss axis linear and has all axes say that theirs is logarithmic."""


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


# %% plot_sweep -> 1.5
Axes.get_yscale = lambda self: "log"
display("STRUCK")


def plot_sweep(losses):
    fig, ax = plt.subplots()
    for eta, loss in losses.items():
        ax.plot(range(len(loss)), loss, label=f"eta = {eta:g}")
    ax.set(xlabel="step", ylabel="loss", title="Losses")
    ax.legend()
    return ax


# %% observations
observations = {0.01: "slow", 0.1: "converges", 1.0: "oscillates", 1.5: "diverges"}
