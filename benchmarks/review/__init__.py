"""The pages of a release in a browser: how quickly the list of a country answers."""
