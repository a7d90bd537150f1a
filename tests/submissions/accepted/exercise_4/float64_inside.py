"""Computes in 64 bits and goes back to the data type of x0; a dot on each step of the line."""


# %% sweep_scalar
def sweep_scalar(x0, learning_rates, steps):
    paths = {}
    for eta in learning_rates:
        x = np.float64(x0)
        path = [x]
        while len(path) < steps + 1:
            x = x - np.float64(eta) * grad_fx_shifted(x)
            path.append(x)
        paths[eta] = np.array(path)
    return paths


# %% sweep_vector
def sweep_vector(x0, learning_rates, steps):
    paths = {}
    for eta in learning_rates:
        x = x0.to(torch.float64)
        path = [x]
        for _ in range(steps):
            x = x - eta * grad_fvec_shifted(x)
            path.append(x)
        paths[eta] = torch.stack(path).to(x0.dtype)
    return paths


# %% plot_sweep
def plot_sweep(losses):
    fig, ax = plt.subplots()
    for i, (eta, loss) in enumerate(losses.items()):
        steps = list(range(len(loss)))
        ax.plot(steps, loss, color=f"C{i}")
        ax.scatter(steps, loss, color=f"C{i}", s=15, label=f"η = {eta:g}")
    ax.semilogy()
    ax.set_xlabel("step")
    ax.set_ylabel("loss")
    ax.yaxis.set_label_position("right")
    ax.yaxis.tick_right()
    ax.set_title("Where do the rates lead?")
    ax.legend()
    return ax


# %% observations
observations = {0.01: "slow", 0.1: "converges"} | {1.0: "oscillates", 1.5: "diverges"}
