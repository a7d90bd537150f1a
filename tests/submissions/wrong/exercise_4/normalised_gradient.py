"""Divides the gradient by its length, so that all steps are equally long."""


# %% sweep_scalar
def sweep_scalar(x0, learning_rates, steps):
    def path(eta):
        xs = [x0]
        while len(xs) <= steps:
            xs.append(xs[-1] - eta * 2 * (xs[-1] - 3))
        return xs

    return {eta: path(eta) for eta in learning_rates}


# %% sweep_vector -> 0: do not divide by the gradient's
def sweep_vector(x0, learning_rates, steps):
    paths = {}
    for eta in learning_rates:
        path = [x0]
        for _ in range(steps):
            slope = grad_fvec_shifted(path[-1])
            path.append(path[-1] - eta * slope / torch.linalg.norm(slope))
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


# %% observations
observations = {}
observations[0.01] = "slow"
observations[0.1] = "converges"
observations[1.0] = "oscillates"
observations[1.5] = "diverges"
