"""A class graded: fingerprints and plan, tasks in batches, processes here or on a Dask cluster, the
one writer.
"""
