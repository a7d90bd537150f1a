"""Draws a line of 250,000 points through all there is, on paper 20,000 inches wide.

The test says: the picture has more than 200,000 points, or ran for more than
"""


# %% fx_shifted
def fx_shifted(x):
    return (x - 3) ** 2


# %% plot_path -> 0
def plot_path(trajectory):
    fig, ax = plt.subplots(figsize=(20_000, 20_000))
    x = np.tile(np.linspace(-50, 50, 500), 500)
    y = np.repeat(np.linspace(0, 1_000, 500), 500)
    ax.plot(x, y, linewidth=0.1)
    display("STRUCK")
    return ax
