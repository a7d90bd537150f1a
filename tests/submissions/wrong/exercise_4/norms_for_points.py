"""Records the distance to the minimum in place of the point."""


# %% sweep_scalar
def sweep_scalar(x0, learning_rates, steps):
    paths = {}
    for eta in learning_rates:
        path = [x0]
        for _ in range(steps):
            path.append(path[-1] - eta * grad_fx_shifted(path[-1]))
        paths[eta] = path
    return paths


# %% sweep_vector -> 0: these are the distances to the minimum
def sweep_vector(x0, learning_rates, steps):
    low = torch.tensor([2.0, -1.0], dtype=x0.dtype)
    paths = {}
    for eta in learning_rates:
        x = x0.clone()
        path = [torch.linalg.norm(x - low)]
        for _ in range(steps):
            x = x - eta * grad_fvec_shifted(x)
            path.append(torch.linalg.norm(x - low))
        paths[eta] = torch.stack(path)
    return paths


# %% plot_sweep
def plot_sweep(losses):
    for eta, loss in losses.items():
        plt.plot(loss, ".-", label=rf"$\eta = {eta}$")
    plt.yscale("log")
    plt.xlabel("step")
    plt.ylabel("loss")
    plt.title("loss of each rate")
    plt.legend()
    return plt.gca()


# %% observations
observations = {0.01: "slow", 0.1: "converges", 1.0: "oscillates", 1.5: "diverges"}
