"""Pairs the rates with three colours, so that a fourth line is left out."""


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


# %% plot_sweep -> 1: no line shows the losses of rate 1.5: 3 line(s) for 4 rates
def plot_sweep(losses):
    fig, ax = plt.subplots()
    for (eta, loss), color in zip(losses.items(), ["red", "green", "blue"]):
        ax.semilogy(loss, color=color, label=f"η = {eta:g}")
    ax.set(xlabel="step", ylabel="loss", title="sweep")
    ax.legend()
    return ax


# %% observations
observations = {0.01: "slow", 0.1: "converges", 1.0: "oscillates", 1.5: "diverges"}
