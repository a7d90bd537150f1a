"""Texts with half of a character, which no file can hold, where the checks quote what they are told.

The test says: Python says, or should return numbers only
"""

# %% grad_fx_shifted -> 0
HALF = chr(0xD800)


def grad_fx_shifted(x):
    display("STRUCK")
    raise TypeError("grad_fx_shifted() takes " + HALF)


# %% descend_scalar -> 0
class Shown:
    def __repr__(self):
        return HALF


globals()["name" + HALF] = 1
display("STRUCK")


def descend_scalar(x0, learning_rate, steps):
    print("x = " + HALF)
    return Shown()
