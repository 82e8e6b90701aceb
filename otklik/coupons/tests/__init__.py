"""Tests of the room `coupons`."""
