"""Sets x to x0 once, before the loop over the rates."""


# %% sweep_scalar -> 0: it goes on from where the last rate stopped
def sweep_scalar(x0, learning_rates, steps):
    x = x0
    paths = {}
    for eta in learning_rates:
        paths[eta] = [x0]
        for _ in range(steps):
            x = x - eta * grad_fx_shifted(x)
            paths[eta].append(x)
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
