"""The verbs of the story: the only way in which a ticket changes (law 1).

Every operation is called alike by pages, mail, API, rules and jobs. It takes the circumstances as a
`Submit`, checks the right, and writes inside one `writing`.
"""
