('module', '--help', 'Traceback (most recent call last):\n  File "/work/wt/lead/tests/stdlib/runner.py", line 68, in run\n    __import__(name)\nModuleNotFoundError: No module named \'--help\'\n')
