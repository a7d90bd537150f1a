"""The formula for x_k in place of a loop over the steps."""

# %% grad_fx_shifted
grad_fx_shifted = lambda x: 2.0 * (x - 3.0)


# %% descend_scalar
def descend_scalar(x0, learning_rate, steps):
    q = 1 - 2 * learning_rate
    points = [3 + q**k * (x0 - 3) for k in range(steps + 1)]
    if steps > 0:
        print("\n".join("x = %.4f" % p for p in points[1:]))
    return points
