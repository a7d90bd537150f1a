"""Steps in place on x0 itself, so that the next rate starts elsewhere."""


# %% sweep_scalar
def sweep_scalar(x0, learning_rates, steps):
    paths = {}
    for eta in learning_rates:
        path = [x0]
        for _ in range(steps):
            path.append(path[-1] - eta * grad_fx_shifted(path[-1]))
        paths[eta] = path
    return paths


# %% sweep_vector -> 0: work on x0.clone()
def sweep_vector(x0, learning_rates, steps):
    paths = {}
    for eta in learning_rates:
        x = x0
        path = [x.clone()]
        for _ in range(steps):
            x -= eta * grad_fvec_shifted(x)
            path.append(x.clone())
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
