"""How release, solutions, figures, links and the sample class are made."""
