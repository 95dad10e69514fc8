"""The directory of correspondents: entries, likenesses, mergers, imports."""
