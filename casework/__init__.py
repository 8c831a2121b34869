"""The folder and the papers every folder may hold; never knows what kind of matter a folder is."""
