"""Workbooks, for people whose tool is Excel: plain values in, bytes out."""
