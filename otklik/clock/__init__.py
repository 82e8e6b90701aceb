"""Working time: timetables, levels, and the pure derivation of deadlines from recorded facts."""
