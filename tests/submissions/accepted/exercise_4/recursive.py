"""Recursion in place of loops, over the rates and over the steps."""


# %% sweep_scalar
def sweep_scalar(x0, learning_rates, steps):
    def walk(x, eta, left):
        if left == 0:
            return [x]
        return [x] + walk(x - eta * grad_fx_shifted(x), eta, left - 1)

    if len(learning_rates) == 0:
        return {}
    first, *rest = learning_rates
    return {first: walk(x0, first, steps), **sweep_scalar(x0, rest, steps)}


# %% sweep_vector
def sweep_vector(x0, learning_rates, steps):
    def walk(x, eta, left):
        row = x.reshape(1, 2)
        if left == 0:
            return row
        return torch.cat([row, walk(x - eta * grad_fvec_shifted(x), eta, left - 1)])

    return {eta: walk(x0, eta, steps) for eta in learning_rates}


# %% plot_sweep
def plot_sweep(losses):
    ax = plt.figure(figsize=(7, 4)).add_subplot()
    for eta, loss in losses.items():
        ax.plot(range(len(loss)), loss, label=f"η = {eta:#.3g}")
    ax.set_yscale("log")
    ax.set(xlabel="number of steps k", ylabel="f(x_k)")
    ax.set_title("sweep", loc="right")
    ax.legend(loc="upper left", bbox_to_anchor=(1, 1))
    return ax


# %% observations
def word(eta):
    factor = abs(1 - 2 * eta)
    if factor > 1:
        return "diverges"
    if factor == 1:
        return "oscillates"
    return "slow" if factor**15 > 0.5 else "converges"


observations = {eta: word(eta) for eta in learning_rates}
