"""Compile and run Static Python: the command ``python -m compiler`` and the strict module loader."""
