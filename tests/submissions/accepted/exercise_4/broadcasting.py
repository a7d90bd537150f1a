"""All rates take their step at once, by broadcasting; the words stand on the figure."""


# %% sweep_scalar
def sweep_scalar(x0, learning_rates, steps):
    rates = np.array(learning_rates)
    x = np.full(len(rates), x0)
    rows = [x]
    for _ in range(steps):
        x = x - rates * grad_fx_shifted(x)
        rows.append(x)
    return dict(zip(rates, np.array(rows).T))


# %% sweep_vector
def sweep_vector(x0, learning_rates, steps):
    rates = torch.tensor(learning_rates, dtype=x0.dtype).unsqueeze(1)
    x = x0.repeat(len(learning_rates), 1)
    rows = [x]
    for _ in range(steps):
        x = x - rates * grad_fvec_shifted(x)
        rows.append(x)
    paths = torch.stack(rows, dim=1)
    return {eta: paths[i] for i, eta in enumerate(learning_rates)}


# %% plot_sweep
def plot_sweep(losses):
    fig, ax = plt.subplots(layout="constrained")
    colors = plt.cm.viridis(np.linspace(0, 0.9, len(losses)))
    for color, (eta, loss) in zip(colors, losses.items()):
        ax.semilogy(np.arange(len(loss)), loss, color=color, label=f"η={eta:.3e}")
    fig.suptitle("Loss against step")
    fig.supxlabel("step")
    fig.supylabel("loss")
    fig.legend(loc="outside right upper")
    return ax


# %% observations
rates = np.array([0.01, 0.1, 1.0, 1.5])
left = np.abs(1 - 2 * rates) ** 15
words = np.select(
    [left > 1.5, left > 0.99, left > 0.1], ["diverges", "oscillates", "slow"], "converges"
)
observations = dict(zip(rates, words))
