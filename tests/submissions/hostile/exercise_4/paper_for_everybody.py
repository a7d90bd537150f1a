"""Makes all paper 20,000 inches wide, and the pictures of others unreadable, by rcParams."""

# %% sweep_scalar -> 0
import pathlib

settings = {"figure.figsize": (20_000, 20_000), "axes.titlesize": 1, "lines.linestyle": "None"}
plt.rcParams.update(settings)
plt.rcParamsDefault.update(settings)
pathlib.Path("matplotlibrc").write_text("lines.linestyle: None\nfigure.figsize: 1, 1\n")
display("STRUCK")


def sweep_scalar(x0, learning_rates, steps):
    return {rate: [x0] * (steps + 1) for rate in learning_rates}


# %% sweep_vector
def sweep_vector(x0, learning_rates, steps):
    paths = {eta: [x0.clone()] for eta in learning_rates}
    for eta, path in paths.items():
        for _ in range(steps):
            path.append(path[-1] - eta * grad_fvec_shifted(path[-1]))
    return {eta: torch.stack(path) for eta, path in paths.items()}


# %% plot_sweep -> 1.5
def plot_sweep(losses):
    fig, ax = plt.subplots()
    for eta, loss in losses.items():
        ax.plot(range(len(loss)), loss, "-", label=f"{eta:g}")
    ax.set(xlabel="step", ylabel="loss", title="Losses", yscale="log")
    ax.legend()
    return ax


# %% observations
observations = {0.01: "slow", 0.1: "converges", 1.0: "oscillates", 1.5: "diverges"}
