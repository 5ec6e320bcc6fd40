package typecheck

import (
	"math/big"
	"strings"

	"spc/primitives"
)

// Type is what the checker knows of a value. The kinds are Dynamic, Instance,
// Literal, Union, Primitive, ClassObj, *FuncType, BoundMethod, ModuleValue,
// Awaitable and Unbound.
//
// Two layers live in one Type. The verdict follows the language: it decides which
// programs are wrong, and is true at run time because checks make it so. The trust
// is what annotations say beyond that (list[int], float, unions): nobody has
// checked it. It hangs on Dynamic.Hint and Instance.Args, which no rule of
// assignability looks at; code that uses it must test first and do what Python
// does when the test fails.
type Type interface {
	String() string // display name (SP §2.3)
	isType()
}

type (
	// Dynamic is the type of values of which nothing is known.
	Dynamic struct {
		Hint Type // trust: what the value most probably is; nil: nothing. Never Dynamic itself.
	}

	// Instance is an instance of a class: of the class itself when Exact, else of it
	// or a subclass. None is the exact instance of NoneType, object the inexact one
	// of object, a CheckedList the exact one of its generic class with Args.
	Instance struct {
		Class *ClassType
		Exact bool
		Args  []Type // type arguments: verdict for CheckedDict, CheckedList and Array, trust for others
	}

	// Literal is the int or bool with one value; its class is exact.
	Literal struct {
		Int    *big.Int // nil for a bool
		Bool   bool
		IsBool bool
	}

	// Union is two or more types, none a member of another, none Dynamic, none
	// Union. With two members of which one is None it is Optional.
	Union struct{ Members []Type }

	// Primitive is a machine type.
	Primitive struct{ Kind primitives.Kind }

	// ClassObj is a class as a value: Type[C]. Inst is an *Instance or *Primitive.
	ClassObj struct{ Inst Type }

	// BoundMethod is a method taken from a receiver and not called yet.
	BoundMethod struct {
		Self Type
		Func *FuncType
	}

	// ModuleValue is a module object.
	ModuleValue struct {
		Name   string
		Module *Module // nil: not a known static module
	}

	// Awaitable is what calling an async function gives.
	Awaitable struct{ Result Type }

	// Unbound is a special form without its arguments (bare Optional, Union):
	// nothing can be done with it.
	Unbound struct{ Name string }
)

func (*Dynamic) isType()     {}
func (*Instance) isType()    {}
func (*Literal) isType()     {}
func (*Union) isType()       {}
func (*Primitive) isType()   {}
func (*ClassObj) isType()    {}
func (*FuncType) isType()    {}
func (*BoundMethod) isType() {}
func (*ModuleValue) isType() {}
func (*Awaitable) isType()   {}
func (*Unbound) isType()     {}

// D is the dynamic type without a hint.
var D Type = &Dynamic{}

var prims = func() (p [primitives.Single + 1]*Primitive) {
	for k := range p {
		p[k] = &Primitive{Kind: primitives.Kind(k)}
	}
	return
}()

// Prim is the Type of a machine type.
func Prim(k primitives.Kind) Type { return prims[k] }

// Hinted is Dynamic with the hint t; D when t says nothing.
func Hinted(t Type) Type {
	switch t := t.(type) {
	case nil:
		return D
	case *Dynamic:
		return t
	case *Unbound:
		return D
	case *Primitive:
		// A dynamic value is never a machine value: the hint is its boxed form.
		return &Dynamic{Hint: boxed(t.Kind)}
	case *Instance:
		if t.Class == objectClass && !t.Exact {
			return D
		}
	}
	return &Dynamic{Hint: t}
}

// Trust is t with what annotations say beyond the verdict: the hint of a Dynamic,
// else t itself.
func Trust(t Type) Type {
	if d, ok := t.(*Dynamic); ok && d.Hint != nil {
		return d.Hint
	}
	return t
}

// IsDynamic reports whether the verdict on t is Dynamic.
func IsDynamic(t Type) bool { _, ok := t.(*Dynamic); return ok || t == nil }

// IsNone reports whether t is the type of None.
func IsNone(t Type) bool {
	i, ok := t.(*Instance)
	return ok && i.Class == noneClass
}

// IsObject reports whether t is (inexact) object.
func IsObject(t Type) bool {
	i, ok := t.(*Instance)
	return ok && i.Class == objectClass && !i.Exact
}

// PrimKind is the machine type of t, or primitives.None.
func PrimKind(t Type) primitives.Kind {
	if p, ok := t.(*Primitive); ok {
		return p.Kind
	}
	return primitives.None
}

// OptionalOf gives T when t is Optional[T].
func OptionalOf(t Type) (Type, bool) {
	u, ok := t.(*Union)
	if !ok || len(u.Members) != 2 {
		return nil, false
	}
	switch {
	case IsNone(u.Members[1]):
		return u.Members[0], true
	case IsNone(u.Members[0]):
		return u.Members[1], true
	}
	return nil, false
}

// ClassOf is the class whose instances t describes: of an Instance or Literal
// its own, of others nil.
func ClassOf(t Type) *ClassType {
	switch t := t.(type) {
	case *Instance:
		return t.Class
	case *Literal:
		if t.IsBool {
			return boolClass
		}
		return intClass
	}
	return nil
}

// IsExact reports whether type(x) is known.
func IsExact(t Type) bool {
	switch t := t.(type) {
	case *Instance:
		return t.Exact
	case *Literal:
		return true
	}
	return false
}

// ElementType is the trusted type of the elements that iterating over t gives:
// for an instance of a generic container from its type arguments, for a str str;
// nil when nothing is known.
func ElementType(t Type) Type {
	i, ok := Trust(t).(*Instance)
	if !ok {
		return nil
	}
	switch i.Class.Name {
	case "str":
		return &Instance{Class: strClass, Exact: true}
	case "bytes", "bytearray", "range":
		return &Instance{Class: intClass, Exact: true}
	case "tuple":
		if n := len(i.Args); n == 2 {
			if u, ok := i.Args[1].(*Unbound); ok && u.Name == "..." {
				return i.Args[0]
			}
		}
		var join Type
		for _, a := range i.Args {
			if join == nil {
				join = a
			} else {
				join = joinTypes(join, a)
			}
		}
		return join
	}
	if len(i.Args) > 0 && i.Class.Iterates {
		return i.Args[0]
	}
	return nil
}

// --- display ---

func (*Dynamic) String() string { return "dynamic" }

func (t *Instance) String() string {
	name := t.Class.String()
	if len(t.Args) > 0 && t.Class.Generic != nil {
		args := make([]string, len(t.Args))
		for i, a := range t.Args {
			args[i] = a.String()
		}
		return name + "[" + strings.Join(args, ", ") + "]"
	}
	if t.Class == noneClass {
		return "None"
	}
	return name
}

func (t *Literal) String() string {
	if t.IsBool {
		if t.Bool {
			return "Literal[True]"
		}
		return "Literal[False]"
	}
	return "Literal[" + t.Int.String() + "]"
}

func (t *Union) String() string {
	if o, ok := OptionalOf(t); ok {
		return "Optional[" + o.String() + "]"
	}
	if isFloatOrInt(t) {
		return "float"
	}
	names := make([]string, len(t.Members))
	for i, m := range t.Members {
		names[i] = m.String()
	}
	return "Union[" + strings.Join(names, ", ") + "]"
}

func isFloatOrInt(t *Union) bool {
	if len(t.Members) != 2 {
		return false
	}
	a, b := ClassOf(t.Members[0]), ClassOf(t.Members[1])
	return a == floatClass && b == intClass || a == intClass && b == floatClass
}

func (t *Primitive) String() string { return t.Kind.String() }

func (t *ClassObj) String() string { return "Type[" + t.Inst.String() + "]" }

func (t *FuncType) String() string { return "function " + t.FullName() }

func (t *BoundMethod) String() string { return t.Func.FullName() }

func (t *ModuleValue) String() string { return "module " + t.Name }

func (t *Awaitable) String() string { return "Awaitable[" + t.Result.String() + "]" }

func (t *Unbound) String() string { return t.Name }

// ExactString is the display name with exactness shown, as reveal_type has it.
func ExactString(t Type) string {
	switch t := t.(type) {
	case *Instance:
		if t.Exact && !t.Class.alwaysExact() {
			return "Exact[" + t.String() + "]"
		}
	case *Union:
		if o, ok := OptionalOf(t); ok {
			return "Optional[" + ExactString(o) + "]"
		}
		if isFloatOrInt(t) {
			return t.String()
		}
		names := make([]string, len(t.Members))
		for i, m := range t.Members {
			names[i] = ExactString(m)
		}
		return "Union[" + strings.Join(names, ", ") + "]"
	case *ClassObj:
		return "Type[" + ExactString(t.Inst) + "]"
	}
	return t.String()
}
