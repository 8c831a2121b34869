"""The register of merchants and their files, training, penalties, star selection."""
