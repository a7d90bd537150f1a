"""Lets autograd find both slopes; the axes are made logarithmic from the start."""


# %% sweep_scalar
def sweep_scalar(x0, learning_rates, steps):
    paths = {}
    for lr in learning_rates:
        x = torch.tensor(x0, dtype=torch.float64, requires_grad=True)
        path = [x.item()]
        for _ in range(steps):
            loss = (x - 3) ** 2
            loss.backward()
            with torch.no_grad():
                x -= lr * x.grad
            x.grad = None
            path.append(x.item())
        paths[lr] = path
    return paths


# %% sweep_vector
def sweep_vector(x0, learning_rates, steps):
    center = torch.tensor([2, -1], dtype=x0.dtype)
    paths = {}
    for lr in learning_rates:
        path = [x0.detach()]
        for _ in range(steps):
            x = path[-1].clone().requires_grad_(True)
            (slope,) = torch.autograd.grad(torch.sum((x - center) ** 2), x)
            path.append((x - lr * slope).detach())
        paths[lr] = torch.vstack(path)
    return paths


# %% plot_sweep
def plot_sweep(losses):
    fig, ax = plt.subplots(subplot_kw={"yscale": "log"})
    for lr, loss in losses.items():
        steps, loss = torch.arange(len(loss)), torch.as_tensor(loss)
        ax.plot(steps, loss, linewidth=3, alpha=0.5, label=f"rate {lr}")
    ax.set(title="sweep", xlabel="step", ylabel="loss")
    ax.legend(loc="best", ncols=2)
    return ax


# %% observations
observations: dict[float, str] = {
    0.01: "slow",
    0.1: "converges",
    1.0: "oscillates",
    1.5: "diverges",
}
