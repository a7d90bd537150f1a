"""A class graded: fingerprints and plan, tasks in batches, a local pool or a Dask cluster, the one
writer.
"""
