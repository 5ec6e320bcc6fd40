package typecheck

import (
	"spc/diag"
	"spc/primitives"
	"spc/syntax"
)

// dataclassDecorator reads the arguments of @dataclass(...).
func (c *checker) dataclassDecorator(k *ClassType, call *syntax.Call) {
	d := &DataclassInfo{Init: true, Repr: true, Eq: true, MatchArgs: true}
	k.Dataclass = d
	if call == nil {
		return
	}
	bad := func(format string, args ...any) {
		c.errorf(k.Module, call, diag.BadDataclass, format, args...)
	}
	if len(call.Args) > 0 {
		bad("dataclass() takes no positional arguments")
	}
	flags := map[string]*bool{"init": &d.Init, "repr": &d.Repr, "eq": &d.Eq, "order": &d.Order, "unsafe_hash": &d.UnsafeHash,
		"frozen": &d.Frozen, "match_args": &d.MatchArgs, "kw_only": &d.KwOnly, "slots": new(bool), "weakref_slot": &k.HasWeakref}
	*flags["slots"] = true
	for _, kw := range call.Keywords {
		p := flags[kw.Arg]
		if p == nil {
			bad("dataclass() got an unexpected keyword argument '%s'", kw.Arg)
			continue
		}
		v, ok := c.constant(nil, kw.Value, 0).(syntax.Singleton)
		if !ok || v != syntax.ConstTrue && v != syntax.ConstFalse {
			bad("dataclass() arguments must be boolean constants")
			continue
		}
		*p = v == syntax.ConstTrue
	}
	if d.Order && !d.Eq {
		bad("eq must be true if order is true")
	}
	if !*flags["slots"] {
		bad("Dataclass %s sets slots=False but Static Python defaults to and only supports slots=True", k.Name)
	}
}

// finishDataclass collects the fields, and declares the methods that the
// decorator writes.
func (c *checker) finishDataclass(k *ClassType) {
	d := k.Dataclass
	bad := func(n syntax.Node, format string, args ...any) {
		c.errorf(k.Module, n, diag.BadDataclass, format, args...)
	}
	byName := map[string]*FieldSpec{}
	var order []string
	put := func(f *FieldSpec) {
		if byName[f.Name] == nil {
			order = append(order, f.Name)
		}
		byName[f.Name] = f
	}
	for i := len(k.MRO) - 1; i > 0; i-- {
		b := k.MRO[i]
		if b.Dataclass == nil {
			continue
		}
		if b.Dataclass.Frozen != d.Frozen && b.user() {
			if d.Frozen {
				bad(k.Node, "cannot inherit frozen dataclass from a non-frozen one")
			} else {
				bad(k.Node, "cannot inherit non-frozen dataclass from a frozen one")
			}
		}
		for _, f := range b.Dataclass.Fields {
			put(f)
		}
	}
	kwOnly := d.KwOnly
	for _, s := range k.Node.Body {
		a, ok := s.(*syntax.AnnAssign)
		if !ok {
			continue
		}
		n, ok := a.Target.(*syntax.Name)
		if !ok {
			continue
		}
		if _, path := c.valueOf(&annScope{m: k.Module}, a.Annotation); path == "dataclasses.KW_ONLY" {
			kwOnly = true
			continue
		}
		f := c.dataclassField(k, n.ID, a, kwOnly)
		if f == nil {
			continue
		}
		if old := byName[n.ID]; old != nil && old.Class != k {
			switch {
			case old.InitVar != f.InitVar && old.InitVar:
				bad(a, "Override of field '%s' must be a InitVar", n.ID)
			case old.InitVar != f.InitVar:
				bad(a, "Override of field '%s' cannot be a InitVar", n.ID)
			}
		}
		put(f)
	}
	for _, name := range order {
		d.Fields = append(d.Fields, byName[name])
	}
	c.dataclassMethods(k)
	sawDefault := false
	for _, f := range d.Fields {
		if !f.Init || f.KwOnly {
			continue
		}
		if f.Default == nil && f.Factory == nil {
			if sawDefault {
				at := syntax.Node(k.Node)
				if f.Class == k {
					at = f.Node
				}
				bad(at, "non-default argument '%s' follows default argument", f.Name)
				break
			}
		} else {
			sawDefault = true
		}
	}
}

// dataclassField makes the field of one annotated name of the body; nil for class variables.
func (c *checker) dataclassField(k *ClassType, name string, a *syntax.AnnAssign, kwOnly bool) *FieldSpec {
	f := &FieldSpec{Name: name, Class: k, Type: D, Init: true, Repr: true, Compare: true, KwOnly: kwOnly, Node: a}
	m := k.Members[name]
	switch {
	case m != nil && m.Field != nil:
		f.Field, f.Type = m.Field, m.Field.Type
		m.Field.dataclass = f
	case m != nil && m.Var != nil:
		if isFieldCall(c, k, a.Value) != nil {
			spec := &FieldSpec{Name: name}
			c.fieldArguments(k, spec, isFieldCall(c, k, a.Value))
			if spec.Factory != nil {
				c.errorf(k.Module, a, diag.BadDataclass, "field %s cannot have a default factory", name)
			}
		}
		return nil
	default:
		for _, v := range k.initVars {
			if v.Name == name {
				f.InitVar, f.Type = true, v.Type
			}
		}
		if !f.InitVar {
			return nil
		}
	}
	if call := isFieldCall(c, k, a.Value); call != nil {
		c.fieldArguments(k, f, call)
	} else {
		f.Default = a.Value
	}
	switch v := f.Default.(type) {
	case *syntax.List:
		c.mutableDefault(k, f, v, "list")
	case *syntax.Dict:
		c.mutableDefault(k, f, v, "dict")
	case *syntax.Set:
		c.mutableDefault(k, f, v, "set")
	}
	if f.InitVar {
		if f.Factory != nil {
			c.errorf(k.Module, a, diag.BadDataclass, "field %s cannot have a default factory", name)
		}
		if !f.Init {
			c.errorf(k.Module, a, diag.BadDataclass, "InitVar fields must have init=True")
		}
	}
	if m != nil && m.Field != nil {
		m.Field.Default = f.Default
	}
	return f
}

func (c *checker) mutableDefault(k *ClassType, f *FieldSpec, at syntax.Node, kind string) {
	c.errorf(k.Module, at, diag.BadDataclass, "mutable default %s for field %s is not allowed: use default_factory", kind, f.Name)
}

func isFieldCall(c *checker, k *ClassType, e syntax.Expr) *syntax.Call {
	call, ok := e.(*syntax.Call)
	if !ok {
		return nil
	}
	if _, path := c.valueOf(&annScope{m: k.Module}, call.Func); path != "dataclasses.field" {
		return nil
	}
	return call
}

// fieldArguments reads the arguments of dataclasses.field(...).
func (c *checker) fieldArguments(k *ClassType, f *FieldSpec, call *syntax.Call) {
	bad := func(format string, args ...any) {
		c.errorf(k.Module, call, diag.BadDataclass, format, args...)
	}
	if len(call.Args) > 0 {
		bad("dataclasses.field() takes no positional arguments")
	}
	flags := map[string]*bool{"init": &f.Init, "repr": &f.Repr, "compare": &f.Compare, "kw_only": &f.KwOnly}
	for _, kw := range call.Keywords {
		switch kw.Arg {
		case "default":
			f.Default = kw.Value
			continue
		case "default_factory":
			f.Factory = kw.Value
			continue
		case "metadata", "doc":
			continue
		}
		v, isBool := c.constant(nil, kw.Value, 0).(syntax.Singleton)
		if kw.Arg == "hash" {
			if !isBool {
				bad("dataclasses.field() argument 'hash' must be None or a boolean constant")
			} else if v != syntax.ConstNone {
				on := v == syntax.ConstTrue
				f.Hash = &on
			}
			continue
		}
		p := flags[kw.Arg]
		if p == nil {
			bad("dataclasses.field() got an unexpected keyword argument '%s'", kw.Arg)
			continue
		}
		if !isBool || v == syntax.ConstNone {
			bad("dataclasses.field() argument '%s' must be a boolean constant", kw.Arg)
			continue
		}
		*p = v == syntax.ConstTrue
	}
	if f.Default != nil && f.Factory != nil {
		bad("cannot specify both default and default_factory")
	}
}

// dataclassMethods declares __init__ and checks that the body does not define what
// the decorator has to.
func (c *checker) dataclassMethods(k *ClassType) {
	d := k.Dataclass
	taken := func(name, hint string) {
		if m := k.Members[name]; m != nil {
			c.errorf(k.Module, m.Node, diag.BadDataclass, "Cannot overwrite attribute %s in class %s%s", name, k.Name, hint)
		}
	}
	if d.Order {
		for _, n := range []string{"__lt__", "__le__", "__gt__", "__ge__"} {
			taken(n, ". Consider using functools.total_ordering")
		}
	}
	if d.Frozen {
		taken("__setattr__", "")
		taken("__delattr__", "")
	}
	if d.UnsafeHash {
		taken("__hash__", "")
	}
	if m, _ := k.Lookup("__post_init__"); m != nil {
		d.PostInit = m.Method
	}
	if !d.Init || k.Members["__init__"] != nil {
		return
	}
	init := &FuncType{Name: "__init__", Qualname: k.Qualname + ".__init__", Module: k.Module, Class: k, Node: k.Node, Return: instNone,
		signatureDone: true, Synthetic: true}
	init.Params = append(init.Params, &Param{Name: "self", Kind: PosOrKw, Type: &Instance{Class: k}, Check: &Instance{Class: k}})
	for _, kwOnly := range []bool{false, true} {
		for _, f := range d.Fields {
			if !f.Init || f.KwOnly != kwOnly {
				continue
			}
			p := &Param{Name: f.Name, Kind: PosOrKw, Type: f.Type, Annotated: true, Default: f.Default, Optional: f.Default != nil || f.Factory != nil}
			if kwOnly {
				p.Kind = KwOnly
			}
			if f.Default != nil {
				p.Const = c.constant(k.Module, f.Default, 0)
			}
			if !IsDynamic(f.Type) && !IsObject(f.Type) || PrimKind(f.Type) != primitives.None {
				p.Check = f.Type
			}
			init.Params = append(init.Params, p)
		}
	}
	k.Members["__init__"] = &Member{Name: "__init__", Method: init, Node: k.Node}
	k.Order = append(k.Order, "__init__")
}
