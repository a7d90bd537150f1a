"""Steps in place on a clone; black lines that differ in dashes and markers only."""


# %% sweep_scalar
def sweep_scalar(x0, learning_rates, steps):
    paths = {}
    for eta in learning_rates:
        x = x0
        paths[eta] = [x]
        for _ in range(steps):
            x -= eta * grad_fx_shifted(x)
            paths[eta].append(x)
    return paths


# %% sweep_vector
def sweep_vector(x0, learning_rates, steps):
    paths = {}
    for eta in learning_rates:
        x = x0.clone()
        path = [x.clone()]
        for _ in range(steps):
            x.sub_(grad_fvec_shifted(x), alpha=eta)
            path.append(x.clone())
        paths[eta] = torch.stack(path)
    return paths


# %% plot_sweep
import itertools


def plot_sweep(losses):
    fig, ax = plt.subplots()
    styles = itertools.product(["o", "s", "^", "x", "v"], ["-", "--", ":"])
    for (eta, loss), (marker, dashes) in zip(losses.items(), styles):
        ax.plot(loss, color="black", marker=marker, linestyle=dashes, label=f"$\\eta={eta}$")
    ax.set(yscale="log", xlabel="step", ylabel="loss", title="four rates")
    ax.legend()
    return ax


# %% observations
observations = dict([(0.01, "slow"), (0.1, "converges"), (1.0, "oscillates"), (1.5, "diverges")])
