"""Who somebody is and what that person may do: people, organizations, groups, roles, acts."""
