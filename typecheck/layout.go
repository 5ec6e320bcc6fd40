package typecheck

import (
	"spc/primitives"
	"spc/syntax"
	"spc/vtable"
)

// layout gives a class its slots and method table. Classes whose instances or
// bases are not known for sure have none.
func (c *checker) layout(k *ClassType) {
	if k.Dynamic || k.DynamicBase || k.Enum != nil {
		k.orderFields()
		return
	}
	var base *vtable.Class
	if sb := k.StaticBase(); sb != nil {
		base = sb.Layout
	}
	for _, b := range k.Bases {
		if b != k.Base && b.Layout != nil && !k.Base.IsSubclass(b) {
			c.errorf(k.Module, k.Node, codeBadBase, "multiple bases have instance lay-out conflict")
			k.orderFields()
			return
		}
	}
	always := c.alwaysSet(k)
	var fields []*vtable.Field
	byName := map[string]*FieldInfo{}
	for _, name := range k.Order {
		f := k.Members[name].Field
		if f == nil {
			if p := k.Members[name].Property; p != nil && p.Cached {
				fields = append(fields, &vtable.Field{Name: name})
			}
			continue
		}
		if inherited := k.inheritedField(name); inherited != nil {
			f.Slot = inherited.Slot
			continue
		}
		s := &vtable.Field{Name: name, AlwaysSet: always[name]}
		s.Holds, s.Machine = holds(f.Type)
		f.Slot = s
		fields = append(fields, s)
		byName[name] = f
	}
	var methods []string
	for _, name := range k.Order {
		methods = append(methods, k.Members[name].entries()...)
	}
	k.Layout = vtable.New(k.Name, base, fields, methods)
	k.Layout.Dict, k.Layout.Weak = k.HasDict && !k.baseDict, k.HasWeakref
	for _, s := range k.Layout.Fields {
		if f := byName[s.Name]; f != nil {
			k.Fields = append(k.Fields, f)
		}
	}
}

// orderFields lists the fields of a class without a layout, in slot order.
func (k *ClassType) orderFields() {
	var slots []*vtable.Field
	byName := map[string]*FieldInfo{}
	for _, name := range k.Order {
		if f := k.Members[name].Field; f != nil {
			slots = append(slots, &vtable.Field{Name: name})
			byName[name] = f
		}
	}
	for _, s := range vtable.New(k.Name, nil, slots, nil).Fields {
		k.Fields = append(k.Fields, byName[s.Name])
	}
}

// entries are the method table entries that a member fills.
func (m *Member) entries() []string {
	switch {
	case m.Method != nil:
		switch m.Name {
		case "__init__", "__new__", "__init_subclass__", "__class_getitem__":
			return nil
		}
		if m.Method.Overload {
			return nil
		}
		return []string{m.Name}
	case m.Property != nil:
		var out []string
		if m.Property.Getter != nil {
			out = append(out, m.Name+".fget")
		}
		if m.Property.Setter != nil {
			out = append(out, m.Name+".fset")
		}
		if m.Property.Delete != nil {
			out = append(out, m.Name+".fdel")
		}
		return out
	}
	return nil
}

// inheritedField is the field of a base that has the same name, if any.
func (k *ClassType) inheritedField(name string) *FieldInfo {
	for _, b := range k.MRO[1:] {
		if m := b.Members[name]; m != nil {
			return m.Field
		}
	}
	return nil
}

// AllFields lists the fields of the class and its bases, outermost base first.
func (k *ClassType) AllFields() []*FieldInfo {
	var out []*FieldInfo
	for i := len(k.MRO) - 1; i >= 0; i-- {
		out = append(out, k.MRO[i].Fields...)
	}
	return out
}

// Impl is the member that stands in an entry of k's method table; nil when only a
// look-up by name at run time can tell (an override that the checker does not
// understand).
func (k *ClassType) Impl(e *vtable.Entry) *FuncType {
	name, acc := e.Name, ""
	for _, suffix := range []string{".fget", ".fset", ".fdel"} {
		if n := len(name) - len(suffix); n > 0 && name[n:] == suffix {
			name, acc = name[:n], suffix
		}
	}
	for _, b := range k.MRO {
		m := b.Members[name]
		if m == nil {
			if b.DynamicBase {
				return nil
			}
			continue
		}
		switch {
		case m.Property != nil && acc == ".fget":
			return m.Property.Getter
		case m.Property != nil && acc == ".fset":
			return m.Property.Setter
		case m.Property != nil && acc == ".fdel":
			return m.Property.Delete
		case acc == "":
			return m.Method
		}
		return nil
	}
	return nil
}

// holds says what a field of a declared type holds, for its slot.
func holds(t Type) (vtable.Holds, rtRep) {
	if k := PrimKind(t); k != primitives.None {
		return vtable.Machine, k.Rep()
	}
	switch t := t.(type) {
	case *Instance:
		switch {
		case t.Class == intClass && !t.Exact:
			return vtable.Int, 0
		case t.Class == boolClass:
			return vtable.Bool, 0
		case t.Class == floatClass:
			return vtable.Float, 0
		}
	case *Dynamic:
		if i, ok := t.Hint.(*Instance); ok && i.Class == floatClass && !i.Exact {
			return vtable.Float, 0
		}
	}
	return vtable.Object, 0
}

// alwaysSet finds the fields that __init__ assigns before anybody can see the
// instance: by the statements at its beginning that only assign to self and use
// self for nothing but reading fields already assigned.
func (c *checker) alwaysSet(k *ClassType) map[string]bool {
	set := map[string]bool{}
	for name := range c.baseAlways(k) {
		set[name] = true
	}
	m := k.Members["__init__"]
	if m == nil || m.Method == nil || m.Method.Decorated || k.Members["__new__"] != nil {
		return set
	}
	p := partsOf(m.Method.Node)
	self := firstParam(p)
	if self == "" {
		return set
	}
	if !callsSuperInit(p.body) {
		set = map[string]bool{}
	}
	for _, s := range p.body {
		var target, value syntax.Expr
		switch s := s.(type) {
		case *syntax.AnnAssign:
			target, value = s.Target, s.Value
			if value == nil {
				continue
			}
		case *syntax.Assign:
			if len(s.Targets) != 1 {
				return set
			}
			target, value = s.Targets[0], s.Value
		case *syntax.ExprStmt:
			if _, ok := s.Value.(*syntax.Constant); ok {
				continue
			}
			if isSuperInit(s) && k.StaticBase() == nil {
				continue
			}
			if isSuperInit(s) && len(c.baseAlways(k)) > 0 && !k.StaticBase().leaksInInit {
				continue
			}
			k.leaksInInit = true
			return set
		case *syntax.Pass:
			continue
		default:
			k.leaksInInit = true
			return set
		}
		if mentions(value, self, set) {
			k.leaksInInit = true
			return set
		}
		if name := selfAttr(target, self); name != "" {
			set[name] = true
			continue
		}
		if n, ok := target.(*syntax.Name); !ok || n.ID == self {
			k.leaksInInit = true
			return set
		}
	}
	return set
}

func (c *checker) baseAlways(k *ClassType) map[string]bool {
	set := map[string]bool{}
	for b := k.StaticBase(); b != nil; b = b.StaticBase() {
		for _, f := range b.Fields {
			if f.Slot != nil && f.Slot.AlwaysSet {
				set[f.Name] = true
			}
		}
	}
	return set
}

func callsSuperInit(body []syntax.Stmt) bool {
	for _, s := range body {
		if isSuperInit(s) {
			return true
		}
	}
	return false
}

// isSuperInit recognises super().__init__(...) as a statement.
func isSuperInit(s syntax.Stmt) bool {
	x, ok := s.(*syntax.ExprStmt)
	if !ok {
		return false
	}
	call, ok := x.Value.(*syntax.Call)
	if !ok {
		return false
	}
	a, ok := call.Func.(*syntax.Attribute)
	if !ok || a.Attr != "__init__" {
		return false
	}
	sup, ok := a.Value.(*syntax.Call)
	if !ok || len(sup.Args) > 0 {
		return false
	}
	n, ok := sup.Func.(*syntax.Name)
	return ok && n.ID == "super"
}

// mentions reports whether e uses the name self otherwise than to read a field in set.
func mentions(e syntax.Expr, self string, set map[string]bool) bool {
	found := false
	syntax.Inspect(e, func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.Attribute:
			if name := selfAttr(n, self); name != "" && set[name] {
				return false
			}
		case *syntax.Name:
			if n.ID == self || n.ID == "super" || n.ID == "__class__" {
				found = true
			}
		case *syntax.Lambda, *syntax.GeneratorExp:
		}
		return !found
	})
	return found
}
