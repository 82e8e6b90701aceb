"""Pieces of HTML as plain functions: what the template tags call, and views may call too.

Every function takes plain values, never a row of the database, and returns safe markup. They are
written for speed: a queue of fifty rows calls some hundreds of them (docs/ui.md).
"""
