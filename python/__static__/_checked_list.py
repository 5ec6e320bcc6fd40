"""CheckedList[T]: a list whose elements are all of type T, checked whenever one goes in."""

from compiler._native import runtime_or

from ._generics import StaticGeneric, rename


class _List:
    """CheckedList in Python: the elements are in a list."""

    __slots__ = ("_items", "__weakref__")
    __hash__ = None

    def __init__(self, *args, **kwargs):
        if kwargs:
            raise TypeError("chklist() takes no keyword arguments")
        if len(args) > 1:
            raise TypeError(f"chklist expected at most 1 argument, got {len(args)}")
        items = list(*args)
        self._check_all(items)
        self._items = items

    def _check(self, value):
        if not self._type_args[0].accepts(value):
            raise TypeError(f"bad value '{type(value).__name__}' for {type(self).__name__}")
        return value

    def _check_all(self, values):
        for value in values:
            self._check(value)

    @classmethod
    def _wrap(cls, items):
        """Make a checked list around *items*, which are known to be of the type."""
        new = cls.__new__(cls)
        new._items = items
        return new

    def _plain(self):
        return self._items

    def append(self, value, /):
        """Append value to the end of the list."""
        self._expect("append", 1, 0, value)
        self._items.append(value)

    def insert(self, index, value, /):
        """Insert value before index."""
        self._expect("insert", 2, 0, value)
        self._items.insert(index, value)

    def extend(self, iterable, /):
        """Append the elements of iterable; from a list all are checked before the first goes in."""
        if isinstance(iterable, (list, tuple, _List)):
            values = list(iterable)
            self._check_all(values)
            self._items.extend(values)
        else:
            for value in iterable:
                self._items.append(self._check(value))

    def pop(self, index=-1, /):
        """Remove and return the element at index."""
        if not self._items:
            raise IndexError("pop from empty list")
        return self._items.pop(index)

    def remove(self, value, /):
        """Remove the first element that equals value; ValueError if there is none."""
        self._items.remove(value)

    def index(self, value, *limits):
        """Return the first index of value; ValueError if it is not present."""
        return self._items.index(value, *limits)

    def count(self, value, /):
        """Return the number of elements that equal value."""
        return self._items.count(value)

    def reverse(self):
        """Reverse in place."""
        self._items.reverse()

    def sort(self, *, key=None, reverse=False):
        """Sort in place, stably."""
        self._items.sort(key=key, reverse=reverse)

    def clear(self):
        """Remove all elements."""
        self._items.clear()

    def copy(self):
        """Return a shallow copy, of the same checked type."""
        return self._wrap(self._items.copy())

    __copy__ = copy

    def __getitem__(self, index):
        if isinstance(index, slice):
            return self._wrap(self._items[index])
        return self._items[index]

    def __setitem__(self, index, value):
        if not isinstance(index, slice):
            self._items[index] = self._check(value)
            return
        if isinstance(value, _List):
            if type(value) is not type(self):
                raise TypeError(
                    f"Incompatible slice type '{type(value).__name__}' "
                    f"assigned to '{type(self).__name__}'"
                )
            self._items[index] = value._items
            return
        values = list(value)
        self._check_all(values)
        self._items[index] = values

    def __delitem__(self, index):
        del self._items[index]

    def __len__(self):
        return len(self._items)

    def __iter__(self):
        return iter(self._items)

    def __reversed__(self):
        return reversed(self._items)

    def __contains__(self, value):
        return value in self._items

    def __add__(self, other):
        if not isinstance(other, (list, _List)):
            return NotImplemented
        return self._items + _items(other)

    def __radd__(self, other):
        if not isinstance(other, list):
            return NotImplemented
        return other + self._items

    def __iadd__(self, other):
        self.extend(other)
        return self

    def __mul__(self, times):
        return self._items * times

    __rmul__ = __mul__

    def __imul__(self, times):
        self._items *= times
        return self

    def __eq__(self, other):
        other = _items(other)
        return NotImplemented if other is None else self._items == other

    def __lt__(self, other):
        other = _items(other)
        return NotImplemented if other is None else self._items < other

    def __le__(self, other):
        other = _items(other)
        return NotImplemented if other is None else self._items <= other

    def __gt__(self, other):
        other = _items(other)
        return NotImplemented if other is None else self._items > other

    def __ge__(self, other):
        other = _items(other)
        return NotImplemented if other is None else self._items >= other

    def __repr__(self):
        return repr(self._items)

    def __sizeof__(self):
        return object.__sizeof__(self) + self._items.__sizeof__()


def _items(other):
    if isinstance(other, list):
        return other
    return other._items if isinstance(other, _List) else None


class chklist(runtime_or("CheckedList", _List), StaticGeneric):
    """A list whose elements are all of one type."""

    __slots__ = ()
    _type_params = ("T",)


rename(chklist, "chklist[T]")
