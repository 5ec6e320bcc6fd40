package typecheck

import (
	"spc/diag"
	"spc/primitives"
	"spc/rt"
	"spc/syntax"
)

type rtRep = rt.Rep

const codeBadBase = diag.BadBase

// validateOverrides checks the members of a class against those of its bases (SP
// §5.4). Bases of unknown or built-in type constrain nothing.
func (c *checker) validateOverrides(k *ClassType) {
	for _, name := range k.Order {
		m := k.Members[name]
		for _, b := range k.MRO[1:] {
			if b.DynamicBase && b.Members[name] == nil {
				break
			}
			if o := b.Members[name]; o != nil {
				if b.user() {
					since := len(c.diags)
					c.validateOverride(k, b, m, o)
					c.because(since, b.Module, o.Node, "%s.%s is defined here", b, name)
				}
				break
			}
		}
	}
}

func (c *checker) validateOverride(k, b *ClassType, m, o *Member) {
	bad := func(format string, args ...any) {
		c.errorf(k.Module, m.Node, diag.BadOverride, format, args...)
	}
	if m.Dynamic || o.Dynamic {
		return
	}
	if k.Dataclass != nil && b.Dataclass != nil {
		switch {
		case o.Var != nil && o.Var.declared && m.Field != nil:
			c.errorf(k.Module, m.Node, diag.BadDataclass, "Override of field '%s' must be a ClassVar", m.Name)
			return
		case o.Field != nil && m.Var != nil && m.Var.declared:
			c.errorf(k.Module, m.Node, diag.BadDataclass, "Override of field '%s' cannot be a ClassVar", m.Name)
			return
		}
	}
	switch {
	case o.Method != nil && o.Method.Final && m.Method != nil, o.Var != nil && o.Var.Final && k.Dataclass == nil, o.Property != nil && o.Property.Getter != nil && o.Property.Getter.Final:
		c.errorf(k.Module, m.Node, diag.FinalClass, "Cannot assign to a Final attribute of %s:%s", k, m.Name)
	case o.Method != nil && m.Method != nil:
		c.overrideMethod(k, b, m.Method, o.Method, m.Node)
	case o.Field != nil && m.Field != nil:
		if !sameType(o.Field.Type, m.Field.Type) && m.Field.annotated {
			if k.Dataclass != nil && b.Dataclass != nil {
				c.errorf(k.Module, m.Node, diag.BadDataclass,
					"Type of field '%s' on class '%s' conflicts with base type. Base field has annotation %s, but overridden field has annotation %s",
					m.Name, k, o.Field.Type, m.Field.Type)
				return
			}
			bad("Cannot change type of inherited attribute (inherited type '%s')", o.Field.Type)
		}
	case o.Field != nil && m.Property != nil:
		if o.Field.Default == nil {
			bad("Cannot override attribute with property method")
		} else if m.Property.Getter != nil {
			c.overrideReturn(k, b, m.Property.Getter, o.Field.Type, m.Node, o.Name)
		}
	case o.Property != nil && m.Property != nil:
		if m.Property.Getter != nil && o.Property.Getter != nil {
			c.overrideMethod(k, b, m.Property.Getter, o.Property.Getter, m.Node)
		}
		if m.Property.Setter != nil && o.Property.Setter != nil {
			c.overrideMethod(k, b, m.Property.Setter, o.Property.Setter, m.Node)
		}
	case o.Var != nil && m.Var != nil:
		if m.Var.declared && o.Var.declared && !sameType(m.Var.Type, o.Var.Type) {
			bad("Cannot change type of inherited attribute (inherited type '%s')", o.Var.Type)
		}
	case o.Var != nil && m.Field != nil && !o.Var.declared:
		// A dynamic class variable becomes a slot.
	case o.Field != nil && m.Var != nil && !m.Var.declared:
		if v := m.Var.Value; v != nil && o.Field.Default != nil {
			if t := c.inferDecl(&annScope{m: k.Module, class: k}, v); assignable(o.Field.Type, t) == fitNo {
				bad("Cannot change type of inherited attribute (inherited type '%s')", o.Field.Type)
			}
			return
		}
		bad("class cannot hide inherited member: %s", memberRepr(b, o))
	case o.Nested != nil && m.Nested != nil:
	default:
		bad("class cannot hide inherited member: %s", memberRepr(b, o))
	}
}

// memberRepr shows a member in messages: "<function mod.C.f>".
func memberRepr(k *ClassType, m *Member) string {
	kind := "slot"
	switch {
	case m.Method != nil:
		kind = "function"
	case m.Property != nil:
		kind = "property"
	case m.Var != nil:
		kind = "classvar"
	case m.Nested != nil:
		kind = "class"
	}
	return "<" + kind + " " + k.String() + "." + m.Name + ">"
}

func (c *checker) overrideReturn(k, b *ClassType, f *FuncType, base Type, at syntax.Node, name string) bool {
	if returnFits(base, f.Return) {
		return true
	}
	c.errorf(k.Module, at, diag.BadOverride, "%s.%s overrides %s.%s inconsistently. Returned type `%s` is not a subtype of the overridden return `%s`",
		k, name, b, name, f.Return, base)
	return false
}

func returnFits(base, t Type) bool {
	if IsDynamic(base) {
		return PrimKind(t) == primitives.None
	}
	if IsDynamic(t) {
		return IsObject(base)
	}
	if PrimKind(base) != primitives.None || PrimKind(t) != primitives.None {
		return PrimKind(base) == PrimKind(t) || PrimKind(base) != primitives.None && PrimKind(t) != primitives.None && PrimKind(base).Widens(PrimKind(t))
	}
	return assignable(base, t) == fitYes
}

// overrideMethod is the list of checks of SP §5.4 in its order.
func (c *checker) overrideMethod(k, b *ClassType, f, o *FuncType, at syntax.Node) {
	switch f.Name {
	case "__init__", "__new__", "__init_subclass__", "__class_getitem__":
		return
	}
	if f.Overload || o.Overload {
		return
	}
	bad := func(format string, args ...any) {
		prefix := f.FullName() + " overrides " + o.FullName() + " inconsistently. "
		c.errorf(k.Module, at, diag.BadOverride, prefix+format, args...)
	}
	if f.StaticMethod != o.StaticMethod || f.ClassMethod != o.ClassMethod {
		c.errorf(k.Module, at, diag.BadOverride, "class cannot hide inherited member: %s", memberRepr(b, &Member{Name: o.Name, Method: o}))
		return
	}
	fr, or := f.Return, o.Return
	if f.Async != o.Async {
		fr, or = f.Result(), o.Result()
	}
	if !returnFits(or, fr) {
		bad("Returned type `%s` is not a subtype of the overridden return `%s`", fr, or)
		return
	}
	fp, op := plainParams(f), plainParams(o)
	baseKw := hasKind(o, VarKw)
	if len(fp) != len(op) {
		extra := len(fp) > len(op) && baseKw
		if extra {
			for _, p := range fp[len(op):] {
				extra = extra && p.Optional
			}
		}
		if !extra {
			bad("Number of arguments differ")
			return
		}
		fp = fp[:len(op)]
	}
	start := 1
	if f.StaticMethod {
		start = 0
	}
	for i := start; i < len(fp); i++ {
		p, q := fp[i], op[i]
		switch {
		case p.Kind == PosOnly && q.Kind == PosOrKw:
			bad("`%s` is positional-only in override, not in base", p.Name)
			return
		case (p.Kind == KwOnly) != (q.Kind == KwOnly) && !(q.Kind == KwOnly && p.Kind == PosOrKw && p.Name == q.Name):
			bad("`%s` differs by keyword only vs positional", p.Name)
			return
		case p.Name != q.Name && q.Kind == KwOnly:
			bad("Keyword only argument `%s` is overridden as `%s`", q.Name, p.Name)
			return
		case p.Name != q.Name && q.Kind == PosOrKw:
			bad("Positional argument %d named `%s` is overridden as `%s`", i+1, q.Name, p.Name)
			return
		}
		if !paramFits(p.Type, q.Type) {
			bad("Parameter %s of type `%s` is not a supertype of the overridden parameter `%s`", p.Name, p.Type, q.Type)
			return
		}
	}
	if hasKind(f, VarPos) != hasKind(o, VarPos) {
		bad("Functions differ by including *args")
		return
	}
	if hasKind(f, VarKw) != baseKw {
		bad("Functions differ by including **kwargs")
	}
}

// paramFits reports whether an override may declare t where its base has base.
func paramFits(t, base Type) bool {
	if IsDynamic(t) || IsObject(t) {
		return PrimKind(base) == primitives.None
	}
	if IsDynamic(base) {
		return false
	}
	if PrimKind(t) != primitives.None || PrimKind(base) != primitives.None {
		return PrimKind(t) == PrimKind(base)
	}
	return assignable(t, base) == fitYes
}

func plainParams(f *FuncType) []*Param {
	var out []*Param
	for _, p := range f.Params {
		if p.Kind != VarPos && p.Kind != VarKw {
			out = append(out, p)
		}
	}
	return out
}

func hasKind(f *FuncType, k ParamKind) bool {
	for _, p := range f.Params {
		if p.Kind == k {
			return true
		}
	}
	return false
}
