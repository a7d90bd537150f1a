"""Keeps each number of the gradient between -1 and 1."""


# %% sweep_scalar
def sweep_scalar(x0, learning_rates, steps):
    paths = {}
    for eta in learning_rates:
        path = [x0]
        for _ in range(steps):
            path.append(path[-1] - eta * grad_fx_shifted(path[-1]))
        paths[eta] = path
    return paths


# %% sweep_vector -> 0: clipped
def sweep_vector(x0, learning_rates, steps):
    paths = {}
    for eta in learning_rates:
        path = [x0.clone()]
        for _ in range(steps):
            path.append(path[-1] - eta * grad_fvec_shifted(path[-1]).clamp(-1, 1))
        paths[eta] = torch.stack(path)
    return paths


# %% plot_sweep
def plot_sweep(losses):
    fig, ax = plt.subplots()
    for eta, loss in losses.items():
        ax.semilogy(loss, "o-", label=f"η = {eta:g}")
    ax.set(xlabel="step", ylabel="loss", title="sweep")
    ax.legend()
    return ax


# %% observations
observations = {0.01: "slow", 0.1: "converges", 1.0: "oscillates", 1.5: "diverges"}
