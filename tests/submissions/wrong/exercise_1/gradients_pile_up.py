"""Never sets the gradient back to zero."""


# %% grad_fx_shifted
def grad_fx_shifted(x):
    return 2 * (x - 3)


# %% descend_scalar -> 0: reset gradients
def descend_scalar(x0, learning_rate, steps):
    import torch

    x = torch.tensor(x0, dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.SGD([x], lr=learning_rate)
    path = [x0]
    for _ in range(steps):
        ((x - 3) ** 2).backward()
        optimizer.step()
        print(f"x = {x.item():.4f}")
        path.append(x.item())
    return path
