"""CheckedDict[K, V]: a dict whose keys and values are checked whenever an item goes in."""

from compiler._native import runtime_or

from ._generics import StaticGeneric, rename

_MISSING = object()


class _Dict:
    """CheckedDict in Python: the items are in a dict."""

    __slots__ = ("_data", "__weakref__")
    __hash__ = None

    def __init__(self, *args, **kwargs):
        if len(args) > 1:
            raise TypeError(f"chkdict expected at most 1 argument, got {len(args)}")
        self._data = {}
        self.update(*args, **kwargs)

    def _check_key(self, key):
        if not self._type_args[0].accepts(key):
            raise TypeError(f"bad key '{type(key).__name__}' for {type(self).__name__}")
        return key

    def _check_value(self, value):
        if not self._type_args[1].accepts(value):
            raise TypeError(f"bad value '{type(value).__name__}' for {type(self).__name__}")
        return value

    def _plain(self):
        return self._data

    def __getitem__(self, key):
        return self._data[key]

    def __setitem__(self, key, value):
        self._data[self._check_key(key)] = self._check_value(value)

    def __delitem__(self, key):
        del self._data[key]

    def get(self, key, default=None, /):
        """Return the value of key, or default, which need not be of the value type."""
        self._expect("get", 1, 0, key)
        return self._data.get(key, default)

    def setdefault(self, key, default=_MISSING, /):
        """Return the value of key, after storing default when there is none."""
        if default is _MISSING:
            default = None
        self._expect("setdefault", 1, 0, key)
        self._expect("setdefault", 2, 1, default)
        return self._data.setdefault(key, default)

    def pop(self, key, *default):
        """Remove key and return its value, or default; KeyError without either."""
        return self._data.pop(key, *default)

    def popitem(self):
        """Remove and return the last (key, value) pair; KeyError when empty."""
        return self._data.popitem()

    def update(self, /, *args, **kwargs):
        """Store the items of a mapping or of an iterable of pairs, then the keywords."""
        if len(args) > 1:
            raise TypeError(f"update expected at most 1 argument, got {len(args)}")
        for source in (*args, kwargs):
            if isinstance(source, _Dict):
                source = source._data
            if not isinstance(source, dict):
                source = dict(source)
            for key, value in source.items():
                self[key] = value

    def keys(self):
        """Return a view of the keys."""
        return self._data.keys()

    def values(self):
        """Return a view of the values."""
        return self._data.values()

    def items(self):
        """Return a view of the (key, value) pairs."""
        return self._data.items()

    def clear(self):
        """Remove all items."""
        self._data.clear()

    def copy(self):
        """Return a shallow copy, of the same checked type."""
        new = type(self)()
        new._data = self._data.copy()
        return new

    __copy__ = copy

    @classmethod
    def fromkeys(cls, iterable, value=None, /):
        """Make a checked dict with keys from iterable, all with one value."""
        new = cls()
        for key in iterable:
            new[key] = value
        return new

    def __contains__(self, key):
        return key in self._data

    def __len__(self):
        return len(self._data)

    def __iter__(self):
        return iter(self._data)

    def __reversed__(self):
        return reversed(self._data)

    def __eq__(self, other):
        if isinstance(other, _Dict):
            other = other._data
        elif not isinstance(other, dict):
            return NotImplemented
        return self._data == other

    def __repr__(self):
        return repr(self._data)

    def __sizeof__(self):
        return object.__sizeof__(self) + self._data.__sizeof__()


class chkdict(runtime_or("CheckedDict", _Dict), StaticGeneric):
    """A dict whose keys are all of one type, and whose values are all of another."""

    __slots__ = ()
    _type_params = ("K", "V")


rename(chkdict, "chkdict[K, V]")
