"""Documents whose content is known: PDFs typeset from drawn content, and scans made of them, each with its truth."""
