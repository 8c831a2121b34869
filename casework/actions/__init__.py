"""Acts on folders and their papers: one function per verb the staff say."""
