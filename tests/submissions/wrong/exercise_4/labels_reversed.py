"""Gives the lines the labels of the rates in reverse order."""


# %% sweep_scalar
def sweep_scalar(x0, learning_rates, steps):
    paths = {}
    for eta in learning_rates:
        path = [x0]
        for _ in range(steps):
            path.append(path[-1] - eta * grad_fx_shifted(path[-1]))
        paths[eta] = path
    return paths


# %% sweep_vector
def sweep_vector(x0, learning_rates, steps):
    result = {}
    for lr in learning_rates:
        x = x0.clone()
        rows = [x]
        for i in range(steps):
            x = x - lr * grad_fvec_shifted(x)
            rows.append(x)
        result[lr] = torch.stack(rows)
    return result


# %% plot_sweep -> 1: rate 0.01 is labelled 'η = 1.5'
def plot_sweep(losses):
    fig, ax = plt.subplots()
    for eta, loss in zip(reversed(losses), losses.values()):
        ax.semilogy(loss, label=f"η = {eta:g}")
    ax.set(xlabel="step", ylabel="loss", title="sweep")
    ax.legend()
    return ax


# %% observations
observations = {0.01: "slow", 0.1: "converges", 1.0: "oscillates", 1.5: "diverges"}
