"""Reading a letter: bytes in, what a person would see in it out. Pure, and never raising.

`read` in `letter` is the door; every other module here serves it.
"""
