package hir

import (
	"spc/primitives"
	"spc/rt"
)

// Rep is the machine representation of a value (see rt.Rep).
type Rep = rt.Rep

// Type is what is known of the Python object that a value denotes, whatever its
// representation. The zero Type is "any object". It is a fact: builder and
// passes may state only what a check, an exact constructor or a machine
// representation has made true.
type Type struct {
	Class    *Class // nil: any object
	Exact    bool   // type(x) is Class; otherwise isinstance(x, Class)
	Optional bool   // may also be None
}

// Flags is what the runtime is to demand of an object besides its class (SPC_EXACT, SPC_OPTIONAL).
func (t Type) Flags() int64 {
	n := int64(0)
	if t.Exact || t.Class.Final {
		n = 1
	}
	if t.Optional {
		n |= 2
	}
	return n
}

// ResultFlags is what the runtime is to demand of an object that a call gave, which goes on in the representation r: that it fits a
// machine type (SPC_MACHINE), if r is one.
func (t Type) ResultFlags(r Rep) int64 {
	if r.IsRef() || r == rt.Void {
		return t.Flags()
	}
	return 4 * int64(r)
}

// Class is a Python class as the compiler knows it: a built-in one or a static
// class of a compiled module.
type Class struct {
	Name   string // qualified name, "Task" or "Outer.Inner"
	Module string // "builtins" or the defining module
	CName  string // C symbol of a built-in type object ("PyLong_Type"), else ""
	Base   *Class // nil for object
	Final  bool   // no subclass can exist

	// The rest is for static classes only (CName == "").
	External  bool      // defined in another compiled module
	Index     int       // position in its module's class table
	BaseSize  int       // bytes before the first field of this class
	Fields    []*Field  // own fields in slot order; inherited ones are Base's
	Methods   []*Method // vtable, inherited entries first
	Acyclic   bool      // instances hold nothing but numbers and strings, unless of a subclass of these
	HasDict   bool
	HasWeak   bool
	Immutable bool // class attributes cannot change after the module body

	Generic *Generic // the class is this instantiation of a generic container of the runtime; Final then
}

// Generic is a choice of type arguments for a container of the runtime.
type Generic struct {
	Kind GenericKind
	Args []Type          // of a checked list or dict: what its elements, or keys and values, are
	Elem primitives.Kind // of an array
}

// GenericKind is a generic container by the name that the package __static__ gives it.
type GenericKind string

// The generic containers that native code knows.
const (
	CheckedList GenericKind = "chklist"
	CheckedDict GenericKind = "chkdict"
	Array       GenericKind = "staticarray"
)

// IsGeneric reports whether every value of t is an instance of some instantiation of k, and none is None.
func (t Type) IsGeneric(k GenericKind) bool {
	return t.Class != nil && t.Class.Generic != nil && t.Class.Generic.Kind == k && !t.Optional
}

// Field is a typed slot of a static class.
type Field struct {
	Class      *Class
	Name       string
	Offset     int // bytes from the start of the object
	Rep        Rep // Obj, Tag or a machine representation; always one 8-byte slot
	Type       Type
	Checked    bool // native code must check stores of less precise values
	Nullable   bool // may be unset, so that a load can raise AttributeError
	HasDefault bool // the class body binds a default, which an unset slot reads as
	Cached     bool // keeps the value of the cached property of this name
}

// Method is an entry of a static class's vtable.
type Method struct {
	Class *Class // the class whose vtable it is in
	Name  string
	Slot  int   // index in the vtable
	Impl  *Func // body for exact instances of the class that lists it; nil when it is the base's, in another module
	Sig   *Signature

	Inherited bool // the implementation is the base's, which another module defines
}

// Signature is the native calling convention of a function's body: machine
// parameters in order (the function object itself is an implicit first one)
// and the result.
type Signature struct {
	Params []Param
	Result Rep
	Type   Type // of the result
	Raises bool // false: the body is proven not to raise, callers do not test
}

// Param is one parameter of a native body.
type Param struct {
	Name string
	Rep  Rep
	Type Type
}

// SameReps reports whether s and t pass and return values alike.
func (s *Signature) SameReps(t *Signature) bool {
	if s.Result != t.Result || len(s.Params) != len(t.Params) {
		return false
	}
	for i := range s.Params {
		if s.Params[i].Rep != t.Params[i].Rep {
			return false
		}
	}
	return true
}

// Promised reports whether callers of a native body have to see to it that the argument is of exactly the parameter's
// class: the annotation admits instances of subclasses, the body does not.
func (p Param) Promised() bool {
	return p.Type.IsExact(Int) && p.Rep == rt.Tag || p.Type.IsExact(Float) && p.Rep == rt.F64 || p.Type.IsExact(List) && p.Rep == rt.Obj
}

// Lookup finds a field by name in c or its static bases; nil when there is none.
func (c *Class) Lookup(name string) *Field {
	for ; c != nil; c = c.Base {
		for _, f := range c.Fields {
			if f.Name == name {
				return f
			}
		}
	}
	return nil
}

// Size is the number of bytes that an instance of c takes; c has fields and nothing else.
func (c *Class) Size() int { return c.BaseSize + 8*len(c.Fields) }

// IsSubclass reports whether c is d or derives from it.
func (c *Class) IsSubclass(d *Class) bool {
	if d == Object {
		return true
	}
	for ; c != nil; c = c.Base {
		if c == d {
			return true
		}
	}
	return false
}

// Built-in classes that the compiler reasons about.
var (
	Object    = builtin("object", "PyBaseObject_Type", nil)
	NoneType  = final(builtin("NoneType", "_PyNone_Type", Object))
	Int       = builtin("int", "PyLong_Type", Object)
	BoolClass = final(builtin("bool", "PyBool_Type", Int))
	Float     = builtin("float", "PyFloat_Type", Object)
	Complex   = builtin("complex", "PyComplex_Type", Object)
	Str       = builtin("str", "PyUnicode_Type", Object)
	Bytes_    = builtin("bytes", "PyBytes_Type", Object)
	List      = builtin("list", "PyList_Type", Object)
	Tuple     = builtin("tuple", "PyTuple_Type", Object)
	Dict      = builtin("dict", "PyDict_Type", Object)
	Set       = builtin("set", "PySet_Type", Object)
	FrozenSet = builtin("frozenset", "PyFrozenSet_Type", Object)
	Range     = final(builtin("range", "PyRange_Type", Object))
	Slice     = final(builtin("slice", "PySlice_Type", Object))
	TypeClass = builtin("type", "PyType_Type", Object)
	Function  = builtin("function", "PyFunction_Type", Object)
	Cell      = final(builtin("cell", "PyCell_Type", Object))
)

// Builtins lists the classes above by name.
var Builtins = map[string]*Class{}

func builtin(name, cname string, base *Class) *Class {
	c := &Class{Name: name, Module: "builtins", CName: cname, Base: base, Immutable: true}
	registerBuiltin(c)
	return c
}

func registerBuiltin(c *Class) {
	if Builtins == nil {
		Builtins = map[string]*Class{}
	}
	Builtins[c.Name] = c
}

func final(c *Class) *Class { c.Final = true; return c }

// Any is the type of a value of which nothing is known.
var Any = Type{}

// ExactOf is the type of instances of c itself.
func ExactOf(c *Class) Type { return Type{Class: c, Exact: true} }

// InstanceOf is the type of instances of c and its subclasses.
func InstanceOf(c *Class) Type { return Type{Class: c, Exact: c.Final} }

// IsNone reports whether a value of type t is None for sure.
func (t Type) IsNone() bool { return t.Class == NoneType }

// MayBeNone reports whether None is a possible value.
func (t Type) MayBeNone() bool {
	return t.Class == nil || t.Class == Object || t.Optional || t.IsNone()
}

// IsExact reports whether t is exactly class c and never None.
func (t Type) IsExact(c *Class) bool {
	return t.Class == c && (t.Exact || c.Final) && !t.Optional
}

// Is reports whether every value of t is an instance of c and none is None.
func (t Type) Is(c *Class) bool { return t.Class != nil && !t.Optional && t.Class.IsSubclass(c) }

// Within reports whether every value of t is also a value of u.
func (t Type) Within(u Type) bool {
	if u.Class == nil || u.Class == Object && !u.Exact {
		return true
	}
	if t.IsNone() {
		return u.Optional || u.IsNone()
	}
	if t.Class == nil || t.Optional && !u.Optional {
		return false
	}
	if u.Exact {
		return t.Class == u.Class && (t.Exact || t.Class.Final)
	}
	return t.Class.IsSubclass(u.Class)
}

// Join is the least type of the lattice that holds the values of t and of u.
func Join(t, u Type) Type {
	if t.Within(u) {
		return u
	}
	if u.Within(t) {
		return t
	}
	if t.IsNone() {
		u.Optional = true
		return u
	}
	if u.IsNone() {
		t.Optional = true
		return t
	}
	for c := t.Class; c != nil && c != Object; c = c.Base {
		if u.Class != nil && u.Class.IsSubclass(c) {
			exact := t.Class == c && u.Class == c && t.Exact && u.Exact
			return Type{Class: c, Exact: exact, Optional: t.Optional || u.Optional}
		}
	}
	return Any
}

// String prints t as hir's text form has it: "object", "int", "int!" for
// exact, "int?" for optional, "int!?" for both.
func (t Type) String() string {
	if t.Class == nil {
		return "object"
	}
	s := t.Class.Name
	if t.Class.Module != "builtins" {
		s = t.Class.Module + "." + s
	}
	if t.Exact {
		s += "!"
	}
	if t.Optional {
		s += "?"
	}
	return s
}

// BoxedType is the type of the object that a machine value of representation r is boxed to; Any for references.
func BoxedType(r Rep) Type {
	switch {
	case r == rt.Bool:
		return ExactOf(BoolClass)
	case r.IsInt():
		return ExactOf(Int)
	case r.IsFloat():
		return ExactOf(Float)
	}
	return Any
}
