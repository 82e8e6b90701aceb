"""Coupons: paid requests by a level of their own, and the log of who used them (spec 13)."""
