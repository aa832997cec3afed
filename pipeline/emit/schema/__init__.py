"""The fields of every dataset: types, units, descriptions, and the Arrow schemas made of them."""
