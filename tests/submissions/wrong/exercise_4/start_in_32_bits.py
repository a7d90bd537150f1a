"""Makes a 32-bit tensor of a 64-bit start."""


# %% sweep_scalar
def sweep_scalar(x0, learning_rates, steps):
    result = {}
    for lr in learning_rates:
        x = x0
        result[lr] = [x]
        for i in range(steps):
            x = x - lr * grad_fx_shifted(x)
            result[lr].append(x)
    return result


# %% sweep_vector -> 0: agree to 32 bits only: keep the data type
def sweep_vector(x0, learning_rates, steps):
    paths = {}
    for eta in learning_rates:
        x = x0.float()
        path = [x]
        for _ in range(steps):
            x = x - eta * grad_fvec_shifted(x)
            path.append(x)
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


# %% observations
observations = dict(zip(learning_rates, ["slow", "converges", "oscillates", "diverges"]))
