"""Swaps the words of 1.0 and 1.5."""


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


# %% observations -> 1: times the first; is that 'oscillates'?
observations = {0.01: "slow", 0.1: "converges", 1.0: "diverges", 1.5: "oscillates"}
