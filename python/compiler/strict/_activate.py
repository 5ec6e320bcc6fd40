"""Importing this module installs the strict loader; a ``.pth`` file of the distribution does so at
start when ``PYTHONINSTALLSTRICTLOADER`` or ``-X install-strict-loader`` asks for it."""

from .loader import install

install()
