// Package vtable lays out static classes: the slots of their fields in memory
// and the entries of their method tables. It knows nothing of types beyond what
// a slot holds, so that the checker, the lowering and the runtime's tables agree
// on one computation.
//
// Fields: CPython's type gives the names of __slots__, sorted by code point after
// private names are mangled, eight bytes each after the base's instance. Every
// slot is one such word, whatever it holds.
//
// Methods: the entries of the base first, at the same index; then the class's own
// new names in the order of their definition.
package vtable

import (
	"sort"

	"spc/rt"
	"spc/symtable"
)

// SlotSize is the size of every slot in bytes.
const SlotSize = 8

// Holds says what kind of Python value a field's declared type is, as far as that
// matters for its slot.
type Holds uint8

// What a field can hold.
const (
	Object  Holds = iota
	Int           // declared int
	Bool          // declared bool
	Float         // declared float
	Machine       // declared with a machine type
)

// Field is a field to be laid out.
type Field struct {
	Name      string // as written in the source
	Holds     Holds
	Machine   rt.Rep // for Holds == Machine
	AlwaysSet bool   // assigned by __init__ before anybody can see the instance, if __init__ runs

	// Filled in by New.
	Mangled string
	Rep     rt.Rep
	Index   int // among the class's own slots
}

// Entry is an entry of a method table.
type Entry struct {
	Name  string // method name; "x.fget", "x.fset", "x.fdel" for properties
	Owner string // qualified name of the class whose implementation stands here
	Index int
}

// Class is the layout of one static class.
type Class struct {
	Name    string
	Base    *Class   // nil: the base is not a static class
	Fields  []*Field // own, in slot order
	Entries []*Entry // all, inherited first
	// Dict and Weak say that the class adds an instance dict or a weak reference
	// list, which CPython puts behind the slots.
	Dict, Weak bool
}

// New lays out a class: fields are the names that it adds, methods the names of
// the table entries it defines, overriding or new, in order of definition.
func New(name string, base *Class, fields []*Field, methods []string) *Class {
	c := &Class{Name: name, Base: base, Fields: fields}
	for _, f := range fields {
		f.Mangled = symtable.Mangle(name, f.Name)
		f.Rep = slotRep(f)
	}
	sort.SliceStable(c.Fields, func(i, j int) bool { return c.Fields[i].Mangled < c.Fields[j].Mangled })
	for i, f := range c.Fields {
		f.Index = i
	}
	at := map[string]int{}
	if base != nil {
		for _, e := range base.Entries {
			inherited := *e
			c.Entries = append(c.Entries, &inherited)
			at[e.Name] = e.Index
		}
	}
	for _, m := range methods {
		if i, ok := at[m]; ok {
			c.Entries[i].Owner = name
			continue
		}
		at[m] = len(c.Entries)
		c.Entries = append(c.Entries, &Entry{Name: m, Owner: name, Index: len(c.Entries)})
	}
	return c
}

// slotRep chooses the representation of a field's word. A truth value or a
// number without room for "unset" is kept raw only when the field is always set.
func slotRep(f *Field) rt.Rep {
	switch f.Holds {
	case Int:
		return rt.Tag
	case Bool:
		if f.AlwaysSet {
			return rt.Bool
		}
	case Float:
		if f.AlwaysSet {
			return rt.F64
		}
	case Machine:
		return f.Machine
	}
	return rt.Obj
}

// Nullable reports whether reading the field can find it unset: anybody can make an instance without running
// __init__, or delete the attribute.
func (f *Field) Nullable() bool { return f.Rep.IsRef() }

// Entry finds the table entry of a method; nil when there is none.
func (c *Class) Entry(name string) *Entry {
	for _, e := range c.Entries {
		if e.Name == name {
			return e
		}
	}
	return nil
}

// Field finds an own or inherited field and the class that has it.
func (c *Class) Field(name string) (*Class, *Field) {
	for ; c != nil; c = c.Base {
		for _, f := range c.Fields {
			if f.Name == name {
				return c, f
			}
		}
	}
	return nil, nil
}

// Offset is the field's distance from the start of an instance, given the size
// of an instance of the class's base (16 for object).
func (f *Field) Offset(baseSize int) int { return baseSize + SlotSize*f.Index }

// Size is the size of an instance, given that of the base's. inlineWeak says that
// the interpreter keeps the weak reference list in the instance (3.11) rather
// than in front of it (3.12 and later); the dict is in front since 3.11.
func (c *Class) Size(baseSize int, inlineWeak bool) int {
	size := baseSize + SlotSize*len(c.Fields)
	if c.Weak && inlineWeak {
		size += SlotSize
	}
	return size
}
