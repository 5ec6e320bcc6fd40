package lower

import (
	"spc/hir"
	"spc/rt"
	"spc/symtable"
	"spc/syntax"
	"spc/typecheck"
)

// Names and attributes of static modules.

// global is the cell of a variable of the module; nil for names that the module does not bind, and where variables are
// patched in the module's dict.
func (w *world) global(top *symtable.Scope, name string) *hir.Global {
	if w.mod.Patching {
		return nil
	}
	if g := w.globals[name]; g != nil {
		return g
	}
	y := top.Symbols[name]
	if y == nil || y.Use&(symtable.Assigned|symtable.Imported) == 0 && y.Res != symtable.GlobalExplicit {
		return nil
	}
	g := &hir.Global{Name: name, Index: len(w.mod.Globals), Rep: rt.Obj}
	if bind := w.info.Module.Names[name]; bind != nil && bind.Kind == typecheck.BindFunc && bind.Func != nil {
		g.Func = w.funcs[bind.Func]
	} else if bind != nil {
		g.Type = w.typeOf(bind.Held())
	}
	if bind := w.info.Module.Names[name]; bind != nil && !bind.Rebound {
		g.Import = importOf(bind.Node, name)
		g.Fixed = true
	}
	w.globals[name] = g
	w.mod.Globals = append(w.mod.Globals, g)
	return g
}

// staticName reads a machine variable, or a variable of the module out of its cell; nil for other names.
func (b *fn) staticName(e *syntax.Name) *hir.Value {
	p := b.place(e.ID)
	if p.kind == placeLocal && !p.local.isCell && !p.local.v.rep.IsRef() {
		return b.read(p.local.v, b.cur)
	}
	if p.kind != placeGlobal {
		return nil
	}
	g := b.m.w.global(b.m.table.Top, p.name)
	if g == nil {
		return b.patchedName(e)
	}
	v := b.f.NewValue(hir.OpLoadGlobal, rt.Obj, hir.Any)
	if b.f.Kind != hir.ModuleBody && b.f.Kind != hir.ClassBody {
		v.Type = g.Type // in those bodies the name may still be the built-in one: max = max(a, b)
	}
	v.Aux, v.Loc = g, b.loc(e)
	return b.add(v)
}

// storeCell binds a variable of the module: its cell and the module's dict. It reports whether there is a cell.
func (b *fn) storeCell(n syntax.Node, name string, x *hir.Value) bool {
	g := b.m.w.global(b.m.table.Top, name)
	if g == nil {
		return false
	}
	b.opAux(n, hir.OpStoreGlobal, rt.Void, g, b.cast(n, b.box(n, x), g.Type))
	return true
}

// localRep is the representation of a local variable: a machine type when it is declared with one. w is nil in
// dynamic mode.
func (w *world) localRep(s *symtable.Scope, name string) rt.Rep {
	if w == nil {
		return rt.Obj
	}
	if scope := w.info.Scopes[s.Node]; scope != nil {
		if l := scope.Locals[name]; l != nil && !l.Captured {
			if p, ok := l.Declared.(*typecheck.Primitive); ok {
				return p.Kind.Rep()
			}
		}
	}
	return rt.Obj
}

// field is the slot that an attribute denotes on a receiver of the type that o has; nil when it is none.
func (b *fn) field(e *syntax.Attribute, o *hir.Value) (*hir.Field, *typecheck.AttrInfo) {
	a := b.m.w.info.Attrs[e]
	if a != nil && a.Kind == typecheck.AttrDynamic && a.Hint != nil {
		a = a.Hint
	}
	if a == nil || a.Kind != typecheck.AttrField || a.OnClass || a.Field == nil || a.Field.Slot == nil {
		return nil, a
	}
	class := b.m.w.class(a.Field.Class)
	if class == nil || !o.Type.Within(hir.InstanceOf(class)) {
		return nil, a
	}
	return class.Lookup(a.Field.Slot.Mangled), a
}

// staticAttribute reads a typed slot; nil for other attributes.
func (b *fn) staticAttribute(e *syntax.Attribute) *hir.Value {
	if b.isSuper(e.Value) {
		return nil
	}
	o := b.expr(e.Value)
	f, a := b.field(e, o)
	if f == nil || f.HasDefault {
		return b.holdAttribute(e, b.getattr(e, o, e.Attr), a)
	}
	v := b.f.NewValue(hir.OpLoadField, f.Rep, f.Type, o)
	v.Aux, v.Loc = f, b.loc(e)
	return b.receive(e, b.add(v), a.Field.Type)
}

// holdAttribute checks a value that was looked up by name: untyped code can override a property or a default in a
// subclass, and change a class variable, with a value of another type (specification 5.3, 5.6, 5.9).
func (b *fn) holdAttribute(e *syntax.Attribute, v *hir.Value, a *typecheck.AttrInfo) *hir.Value {
	if a == nil {
		return v
	}
	switch a.Kind {
	case typecheck.AttrField, typecheck.AttrVirtual, typecheck.AttrProperty, typecheck.AttrClassVar, typecheck.AttrModule:
		return b.returned(e, v, b.m.w.info.TypeOf(e), attributeName(a, e.Attr))
	}
	return v
}

// storeField writes a typed slot, whose type the checker has made sure of; false when the attribute is none.
func (b *fn) storeField(e *syntax.Attribute, o, v *hir.Value) bool {
	f, _ := b.field(e, o)
	if f == nil {
		return false
	}
	if v.Rep == rt.Obj && !f.Rep.IsFloat() {
		v = b.cast(e, v, f.Type)
	}
	s := b.f.NewValue(hir.OpStoreField, rt.Void, hir.Any, o, b.pass(e, v, f.Rep))
	s.Aux, s.Loc = f, b.loc(e)
	b.add(s)
	return true
}

// importOf is what the import statement n binds name to: "math" or "math.sqrt"; "" when n is something else.
func importOf(n syntax.Node, name string) string {
	bound := func(a *syntax.Alias) bool { return a.AsName == name || a.AsName == "" && a.Name == name }
	switch s := n.(type) {
	case *syntax.Import:
		for _, a := range s.Names {
			if bound(a) {
				return a.Name
			}
		}
	case *syntax.ImportFrom:
		for _, a := range s.Names {
			if s.Level == 0 && bound(a) {
				return s.Module + "." + a.Name
			}
		}
	}
	return ""
}
