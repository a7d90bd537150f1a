"""Accumulates a lambda, and trains a module with one parameter; texts given to the legend."""

# %% sweep_scalar
from itertools import accumulate


def sweep_scalar(x0, learning_rates, steps):
    paths = {}
    for eta in learning_rates:
        step = lambda x, _: x - eta * grad_fx_shifted(x)
        paths[eta] = list(accumulate(range(steps), step, initial=x0))
    return paths


# %% sweep_vector
class Valley(torch.nn.Module):
    def __init__(self, start):
        super().__init__()
        self.x = torch.nn.Parameter(start.clone())
        self.low = torch.tensor([2.0, -1.0], dtype=start.dtype)

    def forward(self):
        return ((self.x - self.low) ** 2).sum()


def sweep_vector(x0, learning_rates, steps):
    paths = {}
    for eta in learning_rates:
        valley = Valley(x0)
        path = [x0]
        for _ in range(steps):
            valley.zero_grad()
            valley().backward()
            with torch.no_grad():
                for weight in valley.parameters():
                    weight -= eta * weight.grad
            path.append(valley.x.detach().clone())
        paths[eta] = torch.stack(path)
    return paths


# %% plot_sweep
def plot_sweep(losses):
    plt.figure()
    ax = plt.subplot(1, 1, 1, yscale="log", xlabel="step", ylabel="loss")
    ax.set_title("sweep", fontsize="large", color="navy")
    for eta, loss in losses.items():
        plt.plot(*zip(*enumerate(loss)), marker="|")
    plt.legend([rf"$\eta={eta}$, factor ${1 - 2 * eta:.4f}$" for eta in losses])
    return ax


# %% observations
observations = {}
for eta, path in sweep_scalar(-7.0, learning_rates, 15).items():
    first, last = abs(path[0] - 3), abs(path[-1] - 3)
    if last > 2 * first:
        observations[eta] = "diverges"
    elif np.isclose(last, first):
        observations[eta] = "oscillates"
    elif last > first / 2:
        observations[eta] = "slow"
    else:
        observations[eta] = "converges"
