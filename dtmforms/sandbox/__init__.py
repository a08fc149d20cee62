"""A process apart for what comes from outside: it reads one file within limits of the operating system, and answers.

The program asks (`client`), the process serves (`server`), what it may do is a table (`limits`, `seccomp`), and what it
answers is checked (`answers`). Nothing here knows a form, a workbook or a record.
"""
