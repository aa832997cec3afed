"""The picture of a scanned page: its light, its orientation, its rulings and its ink."""
