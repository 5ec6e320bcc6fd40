package lower

import (
	"spc/hir"
	"spc/primitives"
	"spc/rt"
	"spc/syntax"
	"spc/typecheck"
	"spc/vtable"
)

// world translates what the checker declared (classes, functions, module variables) into what hir
// works with, for one module. Declarations are translated when first asked for.
//
// A verdict of the checker becomes a fact of hir: entry checks, casts at coercions and typed slots make it true. What an
// annotation claims beyond the verdict (a trusted type) is used where it can be tested for nothing: a parameter
// declared float is passed as a machine double, and calls with anything else run in the interpreter.
type world struct {
	info    *typecheck.Info
	mod     *hir.Module
	classes map[*typecheck.ClassType]*hir.Class
	sigs    map[*typecheck.FuncType]*hir.Signature
	funcs   map[*typecheck.FuncType]*hir.Func // native bodies of this module
	nodes   map[syntax.Node]*typecheck.FuncType
	globals map[string]*hir.Global
	floats  *floatness
	// infos has what the checker found in all static modules; others are the worlds of those that are not this one.
	infos  map[*typecheck.Module]*typecheck.Info
	others map[*typecheck.Module]*world
	// generics has the instantiations of generic containers by their names.
	generics map[string]*hir.Class
	// baseSize is the size of an instance of a built-in class in the target interpreter; 0 when unknown.
	baseSize func(name string) int
}

func newWorld(info *typecheck.Info, infos map[*typecheck.Module]*typecheck.Info, mod *hir.Module, baseSize func(string) int) *world {
	w := &world{info: info, infos: infos, mod: mod, baseSize: baseSize,
		others:   map[*typecheck.Module]*world{},
		classes:  map[*typecheck.ClassType]*hir.Class{},
		sigs:     map[*typecheck.FuncType]*hir.Signature{},
		funcs:    map[*typecheck.FuncType]*hir.Func{},
		nodes:    map[syntax.Node]*typecheck.FuncType{},
		globals:  map[string]*hir.Global{},
		generics: map[string]*hir.Class{},
	}
	w.floats = newFloatness(w)
	return w
}

// typeOf is the fact that a verdict states.
func (w *world) typeOf(t typecheck.Type) hir.Type {
	switch t := t.(type) {
	case *typecheck.Instance:
		if typecheck.IsObject(t) {
			return hir.Any
		}
		if t.Class.Generic != nil {
			if c := w.generic(t); c != nil {
				return hir.ExactOf(c)
			}
			return hir.Any
		}
		if c := w.class(t.Class); c != nil {
			return hir.Type{Class: c, Exact: t.Exact || c.Final}
		}
	case *typecheck.Literal:
		if t.IsBool {
			return hir.ExactOf(hir.BoolClass)
		}
		return hir.ExactOf(hir.Int)
	case *typecheck.Union:
		if inner, ok := typecheck.OptionalOf(t); ok {
			if f := w.typeOf(inner); f.Class != nil {
				f.Optional = true
				return f
			}
		}
	case *typecheck.Primitive:
		return hir.BoxedType(t.Kind.Rep())
	}
	return hir.Any
}

// class is the hir class of c: built-in, or static of this or another module; nil when the compiler knows nothing of
// it that could be tested.
func (w *world) class(c *typecheck.ClassType) *hir.Class {
	if c == nil || c.Typing || c.Dynamic {
		return nil
	}
	if c.Builtin {
		return hir.Builtins[c.Name]
	}
	if h := w.classes[c]; h != nil {
		return h
	}
	if c.Enum != nil {
		return w.enumeration(c)
	}
	if c.Layout == nil {
		return nil
	}
	h := &hir.Class{Name: c.Qualname, Module: c.Module.Name, Base: hir.Object, Final: c.Final,
		HasDict: c.HasDict, HasWeak: c.HasWeakref, Immutable: !c.Mutable, External: c.Module != w.info.Module}
	w.classes[c] = h
	if base := c.StaticBase(); base != nil {
		h.Base = w.class(base)
	} else if c.Base != nil && c.Base.Builtin {
		if b := hir.Builtins[c.Base.Name]; b != nil {
			h.Base = b
		}
	}
	w.layOut(h, c)
	return h
}

// enumeration is the class of an enumeration, which Python makes: what it is is all that is known of it.
func (w *world) enumeration(c *typecheck.ClassType) *hir.Class {
	base := map[string]*hir.Class{"Enum": hir.Object, "IntEnum": hir.Int, "StringEnum": hir.Str}[c.Enum.Kind]
	h := &hir.Class{Name: c.Qualname, Module: c.Module.Name, Base: base, External: c.Module != w.info.Module}
	w.classes[c] = h
	return h
}

// layOut gives a class its fields and method entries.
func (w *world) layOut(h *hir.Class, c *typecheck.ClassType) {
	h.BaseSize = w.sizeOfBase(c)
	declared := map[*vtable.Field]*typecheck.FieldInfo{}
	for _, f := range c.Fields {
		declared[f.Slot] = f
	}
	for _, slot := range c.Layout.Fields {
		f := declared[slot]
		if f == nil {
			h.Fields = append(h.Fields, &hir.Field{Class: h, Name: slot.Mangled, Offset: slot.Offset(h.BaseSize), Rep: slot.Rep, Nullable: true, Cached: true})
			continue
		}
		h.Fields = append(h.Fields, &hir.Field{Class: h, Name: f.Slot.Mangled, Offset: f.Slot.Offset(h.BaseSize), Rep: f.Slot.Rep,
			Type: w.fieldType(f), Nullable: f.Slot.Nullable(), HasDefault: f.Default != nil})
	}
	h.Acyclic = acyclic(h)
	for _, e := range c.Layout.Entries {
		h.Methods = append(h.Methods, w.entry(h, c, e))
	}
}

// acyclic reports whether instances of c hold nothing but numbers and strings, unless of subclasses of these.
func acyclic(c *hir.Class) bool {
	if c == hir.Object {
		return true
	}
	if c.CName != "" || c.HasDict || c.HasWeak || !acyclic(c.Base) {
		return false
	}
	for _, f := range c.Fields {
		if f.Rep == rt.Obj && !hir.ExactOf(f.Type.Class).HarmlessFree() {
			return false
		}
	}
	return true
}

func (w *world) fieldType(f *typecheck.FieldInfo) hir.Type {
	if !f.Slot.Rep.IsRef() {
		return hir.BoxedType(f.Slot.Rep)
	}
	return w.typeOf(f.Type)
}

// sizeOfBase is the size of an instance of c's base: where c's own slots begin.
func (w *world) sizeOfBase(c *typecheck.ClassType) int {
	if base := c.StaticBase(); base != nil {
		return base.Layout.Size(w.sizeOfBase(base), true)
	}
	if c.Base != nil && c.Base.Builtin {
		if n := w.baseSize(c.Base.Name); n > 0 {
			return n
		}
	}
	return w.baseSize("object")
}

// entry is the method table entry e of class h. Its signature is that of the class that introduced it, so that all
// callers agree; an override with another machine signature stands behind an adapter.
func (w *world) entry(h *hir.Class, c *typecheck.ClassType, e *vtable.Entry) *hir.Method {
	m := &hir.Method{Class: h, Name: e.Name, Slot: e.Index}
	if h.Base != nil && e.Index < len(h.Base.Methods) {
		m.Sig = h.Base.Methods[e.Index].Sig
	}
	member, _ := c.Lookup(e.Name)
	if member != nil && member.Method != nil {
		if m.Sig == nil {
			m.Sig = w.signature(member.Method)
		}
		m.Impl = w.funcs[member.Method]
	}
	if m.Sig == nil {
		m.Sig = &hir.Signature{Result: rt.Obj, Raises: true}
	}
	return m
}

// bindImplementations fills in the bodies of the method tables once all functions of the module are declared.
func (w *world) bindImplementations() {
	for c, h := range w.classes {
		for _, m := range h.Methods {
			if member, _ := c.Lookup(m.Name); member != nil && member.Method != nil {
				m.Impl = w.funcs[member.Method]
				m.Inherited = member.Method.Module != w.info.Module
			}
		}
	}
}

// signature is the machine signature of a function's native body.
func (w *world) signature(f *typecheck.FuncType) *hir.Signature {
	if s := w.sigs[f]; s != nil {
		return s
	}
	s := &hir.Signature{Raises: true, Result: rt.Obj}
	w.sigs[f] = s
	for _, p := range f.Params {
		rep, typ := w.passing(p)
		s.Params = append(s.Params, hir.Param{Name: p.Name, Rep: rep, Type: typ})
	}
	if f.Generator || f.Async || f.Decorated || f.DynamicReturn {
		return s
	}
	s.Type = w.typeOf(f.Return)
	switch {
	case typecheck.PrimKind(f.Return) != primitives.None:
		s.Result = typecheck.PrimKind(f.Return).Rep()
		s.Type = hir.BoxedType(s.Result)
	case s.Type.IsExact(hir.BoolClass):
		s.Result = rt.Bool
	case s.Type.Is(hir.Int):
		s.Result = rt.Tag
	case w.floats.returns(f):
		s.Result, s.Type = rt.F64, hir.ExactOf(hir.Float)
	}
	return s
}

// passing says how an argument is passed for p. Native bodies take ints, floats and lists of exactly these classes
// (hir.Param.Promised): what their operators do is known then. A call with an instance of a subclass (a bool for an int)
// runs in the interpreter.
func (w *world) passing(p *typecheck.Param) (rt.Rep, hir.Type) {
	switch p.Kind {
	case typecheck.VarPos:
		return rt.Obj, hir.ExactOf(hir.Tuple)
	case typecheck.VarKw:
		return rt.Obj, hir.ExactOf(hir.Dict)
	}
	if k := typecheck.PrimKind(p.Type); k != primitives.None {
		return k.Rep(), hir.BoxedType(k.Rep())
	}
	t := w.typeOf(p.Type)
	switch {
	case t.IsExact(hir.BoolClass):
		return rt.Bool, t
	case t.Is(hir.Int):
		return rt.Tag, hir.ExactOf(hir.Int)
	case t.Is(hir.List):
		return rt.Obj, hir.ExactOf(hir.List)
	case isFloatHint(p.Type) && p.Annotated:
		return rt.F64, hir.ExactOf(hir.Float)
	}
	return rt.Obj, t
}

// isFloatHint reports whether t is what an annotation `float` means: dynamic by the language, trusted to be a float.
func isFloatHint(t typecheck.Type) bool {
	if !typecheck.IsDynamic(t) {
		c := typecheck.ClassOf(t)
		return c != nil && c.Builtin && c.Name == "float" && typecheck.IsExact(t)
	}
	switch h := typecheck.Trust(t).(type) {
	case *typecheck.Instance:
		return h.Class.Builtin && h.Class.Name == "float"
	case *typecheck.Union:
		for _, m := range h.Members {
			c := typecheck.ClassOf(m)
			if c == nil || !c.Builtin || c.Name != "float" && c.Name != "int" {
				return false
			}
		}
		return true
	}
	return false
}

// checks are what the Python entry demands of the arguments, in frame order.
func (w *world) checks(f *typecheck.FuncType) []hir.Type {
	out := make([]hir.Type, len(f.Params))
	for i, p := range f.Params {
		if p.Check == nil {
			continue
		}
		out[i] = w.typeOf(p.Check)
		if k := typecheck.PrimKind(p.Check); k.IsInt() {
			out[i] = hir.InstanceOf(hir.Int) // bools and subclasses are unboxed, too
		}
	}
	return out
}

// trusted is the type that a value read out of a container is held to: what the container's annotation says of its
// elements, as far as one comparison can check it.
func (w *world) trusted(t typecheck.Type) hir.Type {
	if !typecheck.IsDynamic(t) {
		return w.typeOf(t)
	}
	h := typecheck.Trust(t)
	if typecheck.IsDynamic(h) || isFloatHint(t) {
		return hir.Any // float annotations admit ints
	}
	return w.typeOf(h)
}

// constValue is the hir form of a folded constant.
func constValue(v syntax.ConstValue) any {
	switch v := v.(type) {
	case syntax.Int:
		if v.Big != nil {
			return v.Big
		}
		return v.Small
	case syntax.Float:
		return float64(v)
	case syntax.Imag:
		return complex(0, float64(v))
	case syntax.Str:
		return string(v)
	case syntax.Bytes:
		return hir.Bytes(v)
	case syntax.Singleton:
		switch v {
		case syntax.ConstTrue:
			return true
		case syntax.ConstFalse:
			return false
		case syntax.ConstEllipsis:
			return hir.Ellipsis{}
		}
	}
	return nil
}
