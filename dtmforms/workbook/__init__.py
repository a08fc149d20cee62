"""Workbooks, for people whose tool is Excel: tables to look at, and agreements both ways."""
