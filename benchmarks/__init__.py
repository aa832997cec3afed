"""Commands that measure the software against documents whose content is known."""
