"""Uses torch's Adam."""


# %% grad_fx_shifted
def grad_fx_shifted(x):
    return 2 * (x - 3)


# %% descend_scalar -> 0: is that Adam?
def descend_scalar(x0, learning_rate, steps):
    import torch

    x = torch.tensor(x0, dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.Adam([x], lr=learning_rate)
    path = [x0]
    for _ in range(steps):
        optimizer.zero_grad()
        ((x - 3) ** 2).backward()
        optimizer.step()
        print(f"x = {x.item():.4f}")
        path.append(x.item())
    return path
