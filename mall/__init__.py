"""Who, where, when, how much: people and roles, places, working time, the named limits, the rows of the doors."""
