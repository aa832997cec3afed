"""A report as OCR engines and vision models write it: the same pages in the format of each."""
