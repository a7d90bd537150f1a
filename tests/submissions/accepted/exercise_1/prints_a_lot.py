"""Prints a heading, the start, the slope and the value of f between the lines asked for."""


# %% grad_fx_shifted
def grad_fx_shifted(x):
    slope = 2 * (x - 3)
    print("slope at", x, "is", slope)
    return slope


# %% descend_scalar
def descend_scalar(x0, learning_rate, steps):
    print("=" * 40)
    print("x0 =", x0, " eta =", learning_rate, " steps =", steps)
    print(f"x = {x0:.4f}")
    x = x0
    xs = [x]
    for k in range(1, steps + 1):
        print(f"--- step {k} of {steps} ---")
        x -= learning_rate * grad_fx_shifted(x)
        print(f"x = {x:.4f}")
        print(f"f(x) = {(x - 3) ** 2:.4f}\n")
        xs.append(x)
    print("finished, final x =", xs[-1])
    return xs
