"""The verbs of coupons: issue, change, spend, give back."""
