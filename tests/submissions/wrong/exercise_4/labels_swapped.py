"""Labels the lines in the wrong order, changes the start in place, and has three words only."""


# %% sweep_scalar -> 0: return a dictionary; you returned [[
def sweep_scalar(x0, learning_rates, steps):
    return [[3 + (1 - 2 * eta) ** k * (x0 - 3) for k in range(steps + 1)] for eta in learning_rates]


# %% sweep_vector -> 0: work on x0.clone()
def sweep_vector(x0, learning_rates, steps):
    paths = {}
    for eta in learning_rates:
        rows = [x0.clone()]
        for _ in range(steps):
            x0 -= eta * grad_fvec_shifted(x0)
            rows.append(x0.clone())
        paths[eta] = torch.stack(rows)
    return paths


# %% plot_sweep -> 0.5: rate 0.01 is labelled 'η = 1.5'
def plot_sweep(losses):
    fig, ax = plt.subplots()
    for eta, loss in zip(reversed(losses), losses.values()):
        ax.semilogy(loss, label=f"η = {eta:g}")
    ax.set(xlabel="step", ylabel="loss")
    ax.legend()
    return ax


# %% observations -> 1.5: you have no entry
observations = {0.01: "slow", 0.1: "converges", 1.5: "diverges"}
