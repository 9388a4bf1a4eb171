"""A box office for one concert: the capstone of lesson 15 as a program.

Read in this order: `facts`, `messages`, `decide`, `office`, `letters`, `view`, `settings`, `broker`, and
`__main__`, the command line.
"""
