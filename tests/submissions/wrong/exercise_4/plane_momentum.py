"""Uses torch's SGD with momentum."""


# %% sweep_scalar
def sweep_scalar(x0, learning_rates, steps):
    paths = {}
    for eta in learning_rates:
        path = [x0]
        for _ in range(steps):
            path.append(path[-1] - eta * grad_fx_shifted(path[-1]))
        paths[eta] = path
    return paths


# %% sweep_vector -> 0: drop momentum
def sweep_vector(x0, learning_rates, steps):
    paths = {}
    for eta in learning_rates:
        x = x0.clone().requires_grad_()
        optimizer = torch.optim.SGD([x], lr=eta, momentum=0.9)
        path = [x.detach().clone()]
        for _ in range(steps):
            optimizer.zero_grad()
            ((x - torch.tensor([2.0, -1.0], dtype=x.dtype)) ** 2).sum().backward()
            optimizer.step()
            path.append(x.detach().clone())
        paths[eta] = torch.stack(path)
    return paths


# %% plot_sweep
def plot_sweep(losses):
    fig, ax = plt.subplots()
    for eta, loss in losses.items():
        ax.semilogy(loss, "o-", label=f"η = {eta:g}")
    ax.set(xlabel="step", ylabel="loss", title="sweep")
    ax.legend()
    return ax


# %% observations
observations = {0.01: "slow", 0.1: "converges", 1.0: "oscillates", 1.5: "diverges"}
