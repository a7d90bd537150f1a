"""Imports everything under names that the tests use too, and names helpers like the tests' own."""

# %% fx_shifted
from pylab import *


def closed_form(x):
    return (x - 3) ** 2


numbers = call = look = closed_form


def fx_shifted(x):
    return closed_form(x)


# %% plot_path
def plot_path(trajectory):
    xs = array(trajectory)
    figure()
    grid_ = linspace(xs.min() - 2, xs.max() + 2, 60)
    plot(grid_, fx_shifted(grid_), label="f")
    plot(xs, numbers(xs), "-")
    plot(xs[1:-1], look(xs[1:-1]), "o", label="path")
    plot(xs[0], call(xs[0]), "s", label="start")
    plot(xs[-1], call(xs[-1]), "D", label="end")
    gca().add_patch(Circle((3, 0), 0.3, label="minimum"))
    xlabel("x"), ylabel("f"), title("path"), legend()
    return gca()
