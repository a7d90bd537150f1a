"""What crosses between trusted and untrusted processes: framed JSON messages, values and figures
as plain data; never pickle.
"""
