"""The slope by .backward(), with a new 64-bit leaf at every step."""

# %% grad_fx_shifted
import torch


def f(x):
    return (x - 3) ** 2


def grad_fx_shifted(x):
    x = torch.tensor(float(x), dtype=torch.double, requires_grad=True)
    y = f(x)
    y.backward()
    return x.grad.item()


# %% descend_scalar
def descend_scalar(x0, learning_rate, steps):
    x = torch.tensor(x0, dtype=torch.double, requires_grad=True)
    history = [x.detach().clone()]
    for step in range(steps):
        loss = f(x)
        loss.backward()
        with torch.no_grad():
            x -= learning_rate * x.grad
        x.grad.zero_()
        print(f"x = {x.item():.4f}")
        history.append(x.detach().clone())
    return torch.stack(history)
