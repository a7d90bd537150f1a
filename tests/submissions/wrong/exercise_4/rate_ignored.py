"""Forgets to multiply the slope by the rate."""


# %% sweep_scalar -> 0: the steps ignore the learning rate
def sweep_scalar(x0, learning_rates, steps):
    paths = {}
    for eta in learning_rates:
        path = [x0]
        for _ in range(steps):
            path.append(path[-1] - grad_fx_shifted(path[-1]))
        paths[eta] = path
    return paths


# %% sweep_vector
def sweep_vector(x0, learning_rates, steps):
    def path(eta):
        points = torch.empty(steps + 1, 2, dtype=x0.dtype)
        points[0] = x0
        for k in range(steps):
            points[k + 1] = points[k] - eta * grad_fvec_shifted(points[k])
        return points

    return {eta: path(eta) for eta in learning_rates}


# %% plot_sweep
def plot_sweep(losses):
    fig, ax = plt.subplots()
    for eta, loss in losses.items():
        ax.semilogy(loss, label=f"η = {eta:g}")
    ax.set(xlabel="step", ylabel="loss", title="sweep")
    ax.legend()
    return ax


# %% observations
observations = dict(zip(learning_rates, ["slow", "converges", "oscillates", "diverges"]))
