"""The course as pages: a site of the demos and the exercises that works without a network."""
