"""Review: pages for a browser from a release, the picture of the source beside the rows that were read of it.

Contract: reads releases and the archive, changes neither but for the corrections that a reviewer sends. Text of
documents, names of files and whatever else a release says is text, never markup, a script, a style or a path. Nothing
on a page leads to an address outside the machine but the links that documents print, and those only when clicked.
"""
