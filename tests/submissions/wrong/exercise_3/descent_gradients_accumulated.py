"""Lets backward add each gradient to the ones before: zero_ is missing."""


# %% grad_fvec_shifted
def grad_fvec_shifted(x):
    return 2 * (x - torch.tensor([2.0, -1.0], dtype=x.dtype))


# %% descend_vector -> 0: drop momentum, reset gradients
def descend_vector(x0, learning_rate, steps):
    c = x0.new_tensor([2.0, -1.0])
    x = x0.clone().requires_grad_()
    path = [x0.clone()]
    for _ in range(steps):
        loss = ((x - c) ** 2).sum()
        loss.backward()
        with torch.no_grad():
            x -= learning_rate * x.grad
        path.append(x.detach().clone())
    return torch.stack(path)


# %% plot_path_2d
def plot_path_2d(trajectory):
    fig, ax = plt.subplots()
    ax.plot(trajectory[:, 0], trajectory[:, 1], "o-", label="path")
    ax.plot(2, -1, "*", label="minimum")
    ax.set(xlabel="x1", ylabel="x2", title="path")
    ax.legend()
    return ax
