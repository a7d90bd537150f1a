"""Draws the logarithm of the loss on a linear axis."""


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


# %% sweep_vector
def sweep_vector(x0, learning_rates, steps):
    def path(eta):
        points = torch.empty(steps + 1, 2, dtype=x0.dtype)
        points[0] = x0
        for k in range(steps):
            points[k + 1] = points[k] - eta * grad_fvec_shifted(points[k])
        return points

    return {eta: path(eta) for eta in learning_rates}


# %% plot_sweep -> 0.5: draw the losses, not their logarithms
def plot_sweep(losses):
    fig, ax = plt.subplots()
    for eta, loss in losses.items():
        ax.plot(np.log10(loss), label=f"η = {eta:g}")
    ax.set(xlabel="step", ylabel="log10 of the loss", title="sweep")
    ax.legend()
    return ax


# %% observations
observations = dict(zip(learning_rates, ["slow", "converges", "oscillates", "diverges"]))
