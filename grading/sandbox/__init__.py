"""Where students' code runs: namespaces, seccomp and limits, the zygote that forks, the worker
that runs cells.
"""
