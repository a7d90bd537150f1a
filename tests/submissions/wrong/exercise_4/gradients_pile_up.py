"""Never sets the gradient back to zero between the steps."""


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


# %% sweep_vector -> 0: drop momentum, reset gradients
def sweep_vector(x0, learning_rates, steps):
    low = torch.tensor([2.0, -1.0], dtype=x0.dtype)
    paths = {}
    for eta in learning_rates:
        x = x0.clone().requires_grad_()
        optimizer = torch.optim.SGD([x], lr=eta)
        path = [x.detach().clone()]
        for _ in range(steps):
            loss = ((x - low) ** 2).sum()
            loss.backward()
            optimizer.step()
            path.append(x.detach().clone())
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
