"""Returns a list of paths in place of a dictionary."""


# %% sweep_scalar -> 0: return a dictionary; you returned [[
def sweep_scalar(x0, learning_rates, steps):
    paths = []
    for eta in learning_rates:
        path = [x0]
        for _ in range(steps):
            path.append(path[-1] - eta * grad_fx_shifted(path[-1]))
        paths.append(path)
    return paths


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


# %% observations
observations = {}
observations[0.01] = "slow"
observations[0.1] = "converges"
observations[1.0] = "oscillates"
observations[1.5] = "diverges"
