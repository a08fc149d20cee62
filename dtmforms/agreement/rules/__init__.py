"""What the guideline asks of a record's content, rule by rule (A1-A4, B1-B3, C1-C8, D1-D4, D8, D10, E2).

The rules know plain values, readable or not: a value that another problem was found with is `UNREADABLE`,
and no rule says a second thing about it. A rule yields what it found, nothing where all is well.
"""
