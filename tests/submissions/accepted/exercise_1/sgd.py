"""PyTorch's own optimizer and autograd, in 64 bits."""


# %% grad_fx_shifted
def grad_fx_shifted(x):
    import torch

    at = torch.tensor(x, dtype=torch.float64, requires_grad=True)
    (slope,) = torch.autograd.grad((at - 3) ** 2, at)
    return slope


# %% descend_scalar
def descend_scalar(x0, learning_rate, steps):
    import torch

    x = torch.tensor(x0, dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.SGD([x], lr=learning_rate)
    path = [x.item()]
    for _ in range(steps):
        optimizer.zero_grad()
        ((x - 3) ** 2).backward()
        optimizer.step()
        print(f"x = {x.item():.4f}")
        path.append(x.item())
    return path
