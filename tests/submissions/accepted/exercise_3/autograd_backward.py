"""Lets autograd do the work with backward and clears the gradient by hand; a line and a scatter."""


# %% grad_fvec_shifted
def grad_fvec_shifted(x: torch.Tensor) -> torch.Tensor:
    x = x.detach().clone()
    x.requires_grad = True
    c = torch.tensor([2, -1]).type_as(x)
    f = torch.linalg.norm(x - c) ** 2
    f.backward()
    return x.grad


# %% descend_vector
def descend_vector(x0: torch.Tensor, learning_rate: float, steps: int) -> torch.Tensor:
    target = torch.tensor([2, -1]).type_as(x0)
    x = x0.detach().clone().requires_grad_(True)
    history = [x0.detach().clone()]
    for step in range(steps):
        loss = torch.sum((x - target) ** 2)
        loss.backward()
        with torch.no_grad():
            x -= learning_rate * x.grad
        x.grad.zero_()
        history.append(x.detach().clone())
    return torch.stack(history, dim=0)


# %% plot_path_2d
def plot_path_2d(trajectory: torch.Tensor) -> Axes:
    xs = trajectory[:, 0].detach().numpy()
    ys = trajectory[:, 1].detach().numpy()
    plt.figure(figsize=(5, 5))
    plt.plot(xs, ys, linestyle="--", color="gray", zorder=1)
    plt.scatter(xs, ys, c=range(len(xs)), cmap="viridis", zorder=2, label="steps")
    plt.colorbar(label="step")
    ax = plt.gcf().axes[0]
    ax.scatter(2, -1, marker="x", color="red", s=80, label="minimum")
    ax.set_xlabel("x[0]")
    ax.set_ylabel("x[1]")
    ax.set_title("Gradient descent in the plane", loc="left")
    ax.legend()
    return ax
