"""How the figures of docs/ are measured: `make bench`, `make prove`, the report's picture."""
