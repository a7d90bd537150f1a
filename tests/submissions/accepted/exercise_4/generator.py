"""A generator that walks for ever, cut after the steps asked for; drawn as stairs."""

# %% sweep_scalar
from itertools import islice


def walk(x, eta, slope):
    while True:
        yield x
        x = x - eta * slope(x)


def sweep_scalar(x0, learning_rates, steps):
    return {eta: list(islice(walk(x0, eta, grad_fx_shifted), steps + 1)) for eta in learning_rates}


# %% sweep_vector
def sweep_vector(x0, learning_rates, steps):
    walks = [walk(x0, eta, grad_fvec_shifted) for eta in learning_rates]
    rows = [torch.stack(tuple(islice(points, steps + 1))) for points in walks]
    return dict(zip(learning_rates, rows))


# %% plot_sweep
def plot_sweep(losses):
    fig, ax = plt.subplots()
    for eta, loss in reversed(losses.items()):
        ax.step(range(len(loss)), loss, where="post", label=f"{eta:g} (ends at {loss[-1]:.1e})")
    ax.set_yscale("symlog", linthresh=1e-3)
    plt.xlabel("step")
    plt.ylabel("loss")
    plt.suptitle("sweep")
    plt.legend()
    return ax


# %% observations
from collections import defaultdict

observations = defaultdict(str)
observations.update({0.01: "slow", 0.1: "converges", 1: "oscillates", 3 / 2: "diverges"})
