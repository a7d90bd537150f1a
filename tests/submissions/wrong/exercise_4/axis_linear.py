"""Draws the losses on a linear axis, and goes on from where the last rate stopped."""


# %% sweep_scalar -> 0: it goes on from where the last rate stopped
def sweep_scalar(x0, learning_rates, steps):
    x, paths = x0, {}
    for eta in learning_rates:
        path = [x]
        for _ in range(steps):
            x = x - eta * grad_fx_shifted(x)
            path.append(x)
        paths[eta] = path
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


# %% plot_sweep -> 1.5: the loss axis is linear
def plot_sweep(losses):
    fig, ax = plt.subplots()
    for eta, loss in losses.items():
        ax.plot(loss, label=f"η = {eta:g}")
    ax.set(xlabel="step", ylabel="loss", title="sweep")
    ax.legend()
    return ax


# %% observations -> 1.5: 0.03518 times the first; is that 'slow'?
observations = {0.01: "slow", 0.1: "slow", 1.0: "oscillates", 1.5: "diverges"}
