"""Uses Adam and records no start."""


# %% grad_fx_shifted
def grad_fx_shifted(x):
    return 2 * (x - 3)


# %% descend_scalar -> 0: that is the path without its start
def descend_scalar(x0, learning_rate, steps):
    import torch

    x = torch.tensor(x0, dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.Adam([x], lr=learning_rate)
    path = []
    for _ in range(steps):
        optimizer.zero_grad()
        ((x - 3) ** 2).backward()
        optimizer.step()
        print(f"x = {x.item():.4f}")
        path.append(x.item())
    return path
