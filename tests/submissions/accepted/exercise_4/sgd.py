"""PyTorch's own optimizer for both sweeps, as lists of lists; markers only, on a symmetric logarithmic axis."""


# %% sweep_scalar
def sweep_scalar(x0, learning_rates, steps):
    paths = {}
    for eta in learning_rates:
        x = torch.tensor([x0], requires_grad=True)
        optimizer = torch.optim.SGD([x], lr=eta)
        paths[eta] = [x.detach().clone()]
        for _ in range(steps):
            optimizer.zero_grad()
            (x - 3).pow(2).sum().backward()
            optimizer.step()
            paths[eta].append(x.detach().clone())
    return paths


# %% sweep_vector
def sweep_vector(x0, learning_rates, steps):
    paths = {}
    for eta in learning_rates:
        x = x0.clone().requires_grad_()
        optimizer = torch.optim.SGD([x], lr=eta)
        rows = [x.detach().numpy().copy()]
        for _ in range(steps):
            optimizer.zero_grad()
            (x - torch.tensor([2.0, -1.0], dtype=x.dtype)).square().sum().backward()
            optimizer.step()
            rows.append(x.detach().numpy().copy())
        paths[eta] = np.array(rows)
    return paths


# %% plot_sweep
def plot_sweep(losses):
    fig, ax = plt.subplots()
    for eta, loss in losses.items():
        ax.scatter(
            np.arange(len(loss)), loss, label=f"rate {eta:.0e}" if eta == 0.01 else f"rate {eta}"
        )
    ax.set_yscale("symlog")
    fig.supxlabel("step")
    ax.set_ylabel("loss")
    ax.set_title("sweep", loc="left")
    fig.legend()
    return ax


# %% observations
observations = {}
for eta, path in sweep_scalar(-7.0, [0.01, 0.1, 1.0, 1.5], 15).items():
    left = abs(path[-1].item() - 3) / 10
    names = {left < 0.1: "converges", 0.1 <= left < 0.99: "slow", left > 1.01: "diverges"}
    observations[eta] = names.get(True, "oscillates")
