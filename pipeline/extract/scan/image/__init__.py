"""Page images: illumination correction, orientation, dewarping, ruling lines, and the ink of each cell."""
