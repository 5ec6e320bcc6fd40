package typecheck

import (
	"strings"

	"spc/diag"
	"spc/primitives"
	"spc/symtable"
	"spc/syntax"
)

// newUserClass makes the ClassType of a definition and of the classes nested in
// it. Bases and members are resolved by classHeader and classBody.
func (c *checker) newUserClass(m *Module, outer *ClassType, n *syntax.ClassDef, looped bool) *ClassType {
	k := &ClassType{Name: n.Name, Qualname: n.Name, Module: m, Node: n, Members: map[string]*Member{}, outer: outer}
	if outer != nil {
		k.Qualname = outer.Qualname + "." + n.Name
	}
	if m.table != nil {
		if s := m.table.ScopeOf(n); s != nil && s.Nested {
			k.Dynamic, k.DynamicBecause = true, "it is defined in a function"
		}
	}
	if looped {
		k.dynamic("it is defined in a loop") // each round makes another class
	}
	c.classes[n] = k
	c.pendingClasses = append(c.pendingClasses, k)
	for _, s := range n.Body {
		if d, ok := s.(*syntax.ClassDef); ok && k.Members[d.Name] == nil {
			inner := c.newUserClass(m, k, d, looped)
			k.Members[d.Name] = &Member{Name: d.Name, Nested: inner, Node: d}
		}
	}
	return k
}

func (k *ClassType) dynamic(why string) {
	if !k.Dynamic {
		k.Dynamic, k.DynamicBecause = true, why
	}
}

// classHeader resolves bases, keywords and decorators: whether the class is
// Dynamic, and its MRO.
func (c *checker) classHeader(k *ClassType) {
	if k.Builtin || k.Node == nil || k.header == bindDone {
		return
	}
	if k.header == bindRunning {
		return
	}
	k.header = bindRunning
	defer func() { k.header = bindDone }()
	s := &annScope{m: k.Module, class: k.outer}
	if k.Module.Unit.Stub {
		k.dynamic("its types come from a stub")
	}
	if len(k.Node.TypeParams) > 0 {
		c.errorf(k.Module, k.Node, diag.BadAnnotation, "Type params not supported in static Python yet")
		k.dynamic("it has type parameters")
	}
	for _, b := range k.Node.Bases {
		c.base(k, s, b)
	}
	for _, kw := range k.Node.Keywords {
		if kw.Arg == "metaclass" {
			if _, path := c.valueOf(s, kw.Value); path != "abc.ABCMeta" {
				k.dynamic("it has a metaclass")
			}
			k.dynamic("it has a metaclass")
		}
		if t, _ := c.valueOf(s, kw.Value); PrimKind(t) != primitives.None {
			c.errorf(k.Module, kw.Value, diag.PrimitiveMisuse, "class kwarg cannot be a primitive")
		}
	}
	if len(k.Bases) == 0 {
		k.Bases = []*ClassType{objectClass}
	}
	k.Base = k.Bases[0]
	for _, b := range k.Bases {
		if b.user() && !k.Base.user() {
			k.Base = b
		}
	}
	var ok bool
	if k.MRO, ok = linearize(k); !ok {
		c.errorf(k.Module, k.Node, diag.BadBase, "Cannot create a consistent method resolution order (MRO) for bases")
		k.dynamic("its bases do not go together")
	}
	for _, m := range k.MRO[1:] {
		if m.DynamicBase {
			k.DynamicBase = true
		}
		if m.HasDict {
			k.baseDict = true
		}
	}
	c.classDecorators(k, s)
	c.enumHeader(k)
}

func (k *ClassType) user() bool { return k.Node != nil }

// base resolves one base class.
func (c *checker) base(k *ClassType, s *annScope, e syntax.Expr) {
	if sub, ok := e.(*syntax.Subscript); ok {
		_, path := c.valueOf(s, sub.Value)
		switch path {
		case "typing.Generic":
			k.dynamic("it is generic")
			return
		case "typing.Protocol":
			k.dynamic("it is a protocol")
			k.Protocol = true
			return
		}
		if g := c.genericOf(s, sub); g != nil {
			c.errorf(k.Module, e, diag.BadBase, "type '%s' is not an acceptable base type", g.Class)
			return
		}
		if t, _ := c.valueOf(s, sub.Value); !IsDynamic(t) {
			e = sub.Value
		}
	}
	if _, ok := e.(*syntax.Starred); ok {
		k.DynamicBase = true
		return
	}
	if o := c.classNamed(s, e); o != nil && o.header == bindRunning {
		c.errorf(k.Module, e, diag.ImportCycle, "Cannot find %s.%s due to cyclic reference", o.Module.Name, o.Qualname)
		k.DynamicBase = true
		return
	}
	t, path := c.valueOf(s, e)
	switch path {
	case "typing.Generic", "typing.NamedTuple", "typing.TypedDict":
		k.dynamic("it derives from " + path)
		return
	case "typing.Protocol":
		k.dynamic("it is a protocol")
		k.Protocol = true
		return
	case "abc.ABC":
		return
	case "__static__.ContextDecorator", "__static__.ExcContextDecorator":
		k.contextDecorator = path[len("__static__."):]
		k.DynamicBase = true
		return
	}
	co, ok := t.(*ClassObj)
	if !ok {
		if n, isName := e.(*syntax.Name); isName && s.lookup(c, n.ID) == nil && !s.hidden[n.ID] && !k.local {
			c.undefined(k.Module, e, n.ID, nil)
		}
		k.DynamicBase = true
		return
	}
	switch i := co.Inst.(type) {
	case *Primitive:
		c.errorf(k.Module, e, diag.BadBase, "Primitive type %s cannot be subclassed: %s", i, k.Name)
		k.DynamicBase = true
	case *Instance:
		b := i.Class
		c.classHeader(b)
		switch {
		case b.Dynamic:
			k.DynamicBase = true
			return
		case b.Final && b.user():
			c.errorf(k.Module, e, diag.FinalClass, "Class `%s` cannot subclass a Final class: `%s`", k, b)
		case b.Final:
			c.errorf(k.Module, e, diag.FinalClass, "type '%s' is not an acceptable base type", b)
			return
		case b == tupleClass:
			k.dynamic("it derives from tuple")
		case b == typeClass:
			k.dynamic("it is a metaclass")
		}
		if b.contextDecorator != "" {
			k.contextDecorator = b.contextDecorator
		}
		k.Bases = append(k.Bases, b)
	}
}

// classNamed is the class that a name or an attribute of a module stands for, whether or not it is resolved; nil for
// anything else.
func (c *checker) classNamed(s *annScope, e syntax.Expr) *ClassType {
	var b *Binding
	switch e := e.(type) {
	case *syntax.Name:
		b = s.lookup(c, e.ID)
	case *syntax.Attribute:
		if t, _ := c.valueOf(s, e.Value); t != nil {
			if m, ok := t.(*ModuleValue); ok && m.Module != nil {
				b = m.Module.Names[e.Attr]
			}
		}
	}
	if b == nil {
		return nil
	}
	if o := b.origin(); o.Kind == BindClass {
		return o.Class
	}
	return nil
}

func (c *checker) classDecorators(k *ClassType, s *annScope) {
	for i := len(k.Node.DecoratorList) - 1; i >= 0; i-- {
		e := k.Node.DecoratorList[i]
		target := e
		call, _ := e.(*syntax.Call)
		if call != nil {
			target = call.Func
		}
		t, path := c.valueOf(s, target)
		misplaced := func(what string) {
			c.errorf(k.Module, e, diag.BadDecorator, "Cannot decorate a class with @%s", what)
			k.dynamic("of its decorators")
		}
		switch path {
		case "dataclasses.dataclass":
			c.dataclassDecorator(k, call)
			continue
		case "typing.final":
			k.Final = true
			continue
		case "__static__.allow_weakrefs":
			k.HasWeakref = true
			continue
		case "__static__.mixin":
			k.dynamic("it is a mixin")
			continue
		case "__strict__.mutable":
			k.Mutable = true
			continue
		case "__strict__.strict_slots", "__strict__.loose_slots", "__strict__.freeze_type", "__strict__.extra_slot", "__static__.unique":
			continue
		case "typing.overload", "__static__.native":
			misplaced(path[strings.IndexByte(path, '.')+1:])
			continue
		case "cinderx.cached_property", "cinderx.async_cached_property", "__static__.cached_property":
			misplaced(path[strings.IndexByte(path, '.')+1:])
			continue
		}
		if co, ok := t.(*ClassObj); ok {
			if i, ok := co.Inst.(*Instance); ok && i.Class == propertyClass {
				misplaced("property")
				continue
			}
		}
		if f, ok := t.(*FuncType); ok && call == nil && c.keepsClass(f) {
			continue
		}
		if ClassOf(t) == classDecorator && call == nil {
			continue
		}
		if a, ok := target.(*syntax.Attribute); ok && k.outer != nil && (a.Attr == "setter" || a.Attr == "deleter") && k.outer.definesFunction(a.Value) {
			misplaced("property." + a.Attr)
			continue
		}
		k.dynamic("of its decorators")
	}
}

// definesFunction reports whether the body of the class defines a function by the name e.
func (k *ClassType) definesFunction(e syntax.Expr) bool {
	n, ok := e.(*syntax.Name)
	if !ok {
		return false
	}
	for _, s := range k.Node.Body {
		if d, ok := s.(*syntax.FunctionDef); ok && d.Name == n.ID {
			return true
		}
	}
	return false
}

// keepsClass reports whether a function is annotated (cls: TClass) -> TClass.
func (c *checker) keepsClass(f *FuncType) bool {
	p := partsOf(f.Node)
	if f.Node == nil || p.args == nil || len(p.args.Args)+len(p.args.PosOnlyArgs) != 1 || p.returns == nil {
		return false
	}
	a := append(append([]*syntax.Arg{}, p.args.PosOnlyArgs...), p.args.Args...)[0]
	s := f.annScope()
	isT := func(e syntax.Expr) bool {
		if e == nil {
			return false
		}
		_, path := c.valueOf(s, e)
		return path == "__static__.TClass"
	}
	return isT(a.Annotation) && isT(p.returns)
}

// classBody resolves the members of a class, after those of its bases.
func (c *checker) classBody(k *ClassType) {
	c.classHeader(k)
	if k.Builtin || k.Node == nil || k.state != bindPending {
		return
	}
	k.state = bindRunning
	defer func() { k.state = bindDone }()
	for _, b := range k.Bases {
		c.classBody(b)
	}
	if k.Node == nil {
		return
	}
	b := &classBuilder{c: c, k: k, s: &annScope{m: k.Module, class: k, hidden: k.hidden}}
	b.stmts(k.Node.Body, false)
	b.neverSwallowing()
	b.fromInit()
	if k.Dataclass != nil {
		c.finishDataclass(k)
	}
	b.initialised()
	c.layout(k)
	c.validateOverrides(k)
}

// classBuilder collects the members of one class.
type classBuilder struct {
	c *checker
	k *ClassType
	s *annScope
}

func (b *classBuilder) errorf(n syntax.Node, code diag.Code, format string, args ...any) {
	b.c.errorf(b.k.Module, n, code, format, args...)
}

// mangled is the name of a member as the class has it.
func mangled(k *ClassType, name string) string {
	if k == nil {
		return name
	}
	return symtable.Mangle(k.Name, name)
}

func (b *classBuilder) stmts(list []syntax.Stmt, conditional bool) {
	for _, s := range list {
		b.stmt(s, conditional)
	}
}

func (b *classBuilder) stmt(s syntax.Stmt, conditional bool) {
	switch s := s.(type) {
	case *syntax.FunctionDef:
		b.method(s, mangled(b.k, s.Name), conditional)
	case *syntax.AsyncFunctionDef:
		b.method(s, mangled(b.k, s.Name), conditional)
	case *syntax.AnnAssign:
		if n, ok := s.Target.(*syntax.Name); ok {
			b.annotated(s, mangled(b.k, n.ID))
		}
	case *syntax.Assign:
		for _, t := range s.Targets {
			b.assigned(t, s, conditional)
		}
	case *syntax.If:
		if b.c.staticCondition(s.Test) == condTypeChecking {
			b.stmts(s.Body, conditional)
			b.stmts(s.OrElse, true)
			return
		}
		b.stmts(s.Body, true)
		b.stmts(s.OrElse, true)
	case *syntax.For:
		b.assigned(s.Target, s, true)
		b.stmts(s.Body, true)
		b.stmts(s.OrElse, true)
	case *syntax.While:
		b.stmts(s.Body, true)
	case *syntax.With:
		b.stmts(s.Body, true)
	case *syntax.Try:
		b.stmts(s.Body, true)
		for _, h := range s.Handlers {
			b.stmts(h.Body, true)
		}
		b.stmts(s.OrElse, true)
		b.stmts(s.FinalBody, true)
	case *syntax.Import:
		for _, a := range s.Names {
			name, _, _ := strings.Cut(a.Name, ".")
			if a.AsName != "" {
				name = a.AsName
			}
			b.dynamicMember(name, s)
		}
	case *syntax.ImportFrom:
		for _, a := range s.Names {
			name := a.Name
			if a.AsName != "" {
				name = a.AsName
			}
			b.dynamicMember(name, s)
		}
	}
}

// neverSwallowing holds __exit__ of a ContextDecorator to what its callers rely on (SP §4.8).
func (b *classBuilder) neverSwallowing() {
	m := b.k.Members["__exit__"]
	if b.k.contextDecorator != "ContextDecorator" || m == nil || m.Method == nil {
		return
	}
	no := &Literal{IsBool: true}
	if r := m.Method.Return; !sameType(r, no) && !IsNone(r) {
		b.errorf(m.Node, diag.BadOverride, "%s overrides ContextDecorator.__exit__ inconsistently. Returned type `%s` is not a subtype of the overridden return `%s`",
			m.Method.FullName(), r, no)
	}
}

func (b *classBuilder) add(m *Member) {
	if b.k.Members[m.Name] == nil {
		b.k.Order = append(b.k.Order, m.Name)
	}
	b.k.Members[m.Name] = m
}

func (b *classBuilder) dynamicMember(name string, n syntax.Node) {
	b.add(&Member{Name: name, Dynamic: true, Node: n})
}

func (b *classBuilder) classValue() string {
	return (&ClassObj{Inst: &Instance{Class: b.k, Exact: true}}).String()
}

func (b *classBuilder) method(n syntax.Node, name string, conditional bool) {
	k, c := b.k, b.c
	f := newFunc(k.Module, k, n)
	f.hidden = k.hidden
	c.funcs[n] = f
	old := k.Members[name]
	if old != nil && old.Nested != nil {
		b.errorf(n, diag.BadField, "function conflicts with other member %s in %s", name, b.classValue())
	}
	f.decorating = true
	c.finishFunc(f)
	if conditional {
		b.dynamicMember(name, n)
		return
	}
	if f.accessor != "" && !f.Decorated {
		b.accessor(f, n)
		return
	}
	if f.accessor != "" || f.Decorated {
		b.dynamicMember(name, n)
		return
	}
	switch {
	case old == nil || old.Dynamic:
	case old.Method != nil && (old.Method.Overload || f.Overload):
	case old.Method != nil:
		since := len(c.diags)
		b.errorf(n, diag.Redefinition, "function '%s' conflicts with other member", name)
		c.because(since, k.Module, old.Node, "%s is defined here", name)
	case old.Nested == nil:
		b.errorf(n, diag.BadField, "function conflicts with other member %s in %s", name, b.classValue())
	}
	b.add(&Member{Name: name, Method: f, Node: n})
}

func (b *classBuilder) accessor(f *FuncType, n syntax.Node) {
	name := f.Name
	m := b.k.Members[name]
	if m == nil || m.Property == nil {
		if m != nil && !m.Dynamic {
			b.errorf(n, diag.BadField, "function conflicts with other member %s in %s", name, b.classValue())
		}
		m = &Member{Name: name, Node: n, Property: &Property{Name: name, Class: b.k, Cached: f.CachedProperty}}
		b.add(m)
	}
	p := m.Property
	f.Property = p
	switch f.accessor {
	case "getter":
		p.Getter = f
	case "setter":
		p.Setter = f
	case "deleter":
		p.Delete = f
	}
}

// annotated handles "x: T" and "x: T = v" in the body.
func (b *classBuilder) annotated(s *syntax.AnnAssign, name string) {
	k := b.k
	switch name {
	case "__dict__", "__weakref__":
		if t := b.c.annotation(b.s, s.Annotation).Type; !IsDynamic(t) {
			b.errorf(s, diag.BadField, "__slots__ type spec cannot be provided for __weakref__ or __dict__")
		}
		if name == "__dict__" {
			k.HasDict = true
		} else {
			k.HasWeakref = true
		}
		return
	}
	if k.Protocol {
		return
	}
	if old := k.Members[name]; old != nil {
		switch {
		case old.Field != nil || old.Var != nil && old.Var.declared:
			b.errorf(s, diag.BadField, "Cannot re-declare member '%s' in '%s'", name, k)
			return
		case !old.Dynamic && old.Var == nil:
			b.errorf(s, diag.BadField, "slot conflicts with other member %s in %s", name, b.classValue())
			return
		}
	}
	a := b.c.annotation(b.s, s.Annotation)
	if _, ok := a.Type.(*Unbound); ok && !isOptionalForm(a.Type) {
		a.Type = D
	}
	switch {
	case a.ClassVar, a.Final && s.Value != nil && k.Dataclass == nil, a.Final && s.Value != nil && a.Bare:
		v := &ClassVar{Name: name, Class: k, Type: a.Type, Final: a.Final, Value: s.Value, Node: s, declared: true}
		if PrimKind(v.Type) != primitives.None {
			b.errorf(s.Annotation, diag.PrimitiveMisuse, "cannot use primitives in global or closure scope")
			v.Type = D
		}
		if a.Bare && s.Value != nil {
			v.Type = inexact(b.c.inferDecl(b.s, s.Value))
		}
		if a.Final && s.Value != nil {
			v.Const = b.c.constant(k.Module, s.Value, 0)
		}
		b.add(&Member{Name: name, Var: v, Node: s})
		return
	case a.InitVar:
		if k.Dataclass == nil {
			b.errorf(s.Annotation, diag.BadAnnotation, "InitVar is allowed only in class attribute annotations.")
		}
		k.initVars = append(k.initVars, &FieldSpec{Name: name, Class: k, Type: a.Type, Default: s.Value, Init: true, InitVar: true, Node: s})
		return
	}
	f := &FieldInfo{Name: name, Class: k, Type: a.Type, Default: s.Value, Final: a.Final, Node: s, annotated: true, inBody: true}
	b.add(&Member{Name: name, Field: f, Node: s})
}

func isOptionalForm(t Type) bool {
	u, ok := t.(*Unbound)
	return ok && u.Name != "..."
}

// assigned handles "x = v" in the body: a class variable of unknown type.
func (b *classBuilder) assigned(t syntax.Expr, s syntax.Node, conditional bool) {
	switch t := t.(type) {
	case *syntax.Tuple:
		for _, e := range t.Elts {
			b.assigned(e, s, true)
		}
	case *syntax.List:
		for _, e := range t.Elts {
			b.assigned(e, s, true)
		}
	case *syntax.Starred:
		b.assigned(t.Value, s, true)
	case *syntax.Name:
		name := mangled(b.k, t.ID)
		if name == "__slots__" {
			return
		}
		if old := b.k.Members[name]; old != nil {
			switch {
			case old.Field != nil:
				if a, ok := s.(*syntax.Assign); ok {
					old.Field.Default = a.Value
				}
			case old.Var != nil && old.Var.Final:
				b.errorf(s, diag.FinalReassigned, "Cannot assign to a Final variable")
			case old.Method != nil || old.Property != nil || old.Nested != nil:
				b.dynamicMember(name, s)
			}
			return
		}
		v := &ClassVar{Name: name, Class: b.k, Type: D, Node: s}
		if a, ok := s.(*syntax.Assign); ok && !conditional {
			v.Value = a.Value
			if len(a.Targets) == 1 {
				b.enumMember(name, a)
			}
			v.Type = Hinted(inexact(b.c.inferDecl(b.s, a.Value)))
			if f, ok := v.Type.(*FuncType); ok && f != nil {
				v.Type = D
			}
		}
		b.add(&Member{Name: name, Var: v, Node: s})
	}
}

// fromInit finds the fields that __init__ assigns (SP §5.1).
func (b *classBuilder) fromInit() {
	m := b.k.Members["__init__"]
	if m == nil || m.Method == nil || m.Method.Decorated || len(partsOf(m.Method.Node).decorators) > 0 {
		return
	}
	p := partsOf(m.Method.Node)
	self := firstParam(p)
	if self == "" {
		return
	}
	s := m.Method.annScope()
	s.class = nil
	if b.k.hidden != nil {
		s.hidden = b.k.hidden
	}
	for _, st := range p.body {
		syntax.Inspect(st, func(n syntax.Node) bool {
			switch n := n.(type) {
			case syntax.Expr:
				return false
			case *syntax.ClassDef:
				return false
			case *syntax.AnnAssign:
				if name := selfAttr(n.Target, self); name != "" {
					a := b.c.annotation(s, n.Annotation)
					b.initField(mangled(b.k, name), a, n, n.Value, m.Method, true)
				}
				return false
			case *syntax.Assign:
				for _, t := range n.Targets {
					if name := selfAttr(t, self); name != "" {
						b.initField(mangled(b.k, name), annResult{Type: D}, n, n.Value, m.Method, false)
					}
				}
				return false
			}
			return true
		})
	}
}

func selfAttr(e syntax.Expr, self string) string {
	if a, ok := e.(*syntax.Attribute); ok {
		if n, ok := a.Value.(*syntax.Name); ok && n.ID == self {
			return a.Attr
		}
	}
	return ""
}

func (b *classBuilder) initField(name string, a annResult, n syntax.Node, value syntax.Expr, init *FuncType, annotated bool) {
	k := b.k
	if a.ClassVar {
		b.errorf(n, diag.BadAnnotation, "ClassVar is allowed only in class attribute annotations. Class Finals are inferred ClassVar; do not nest with Final.")
	}
	if a.InitVar {
		b.errorf(n, diag.BadAnnotation, "InitVar is allowed only in class attribute annotations.")
	}
	if _, ok := a.Type.(*Unbound); ok && !isOptionalForm(a.Type) {
		a.Type = D
	}
	if old := k.Members[name]; old != nil {
		switch {
		case old.Field != nil && annotated && old.Field.annotated && !old.Field.inBody:
			b.errorf(n, diag.BadField, "Cannot re-declare member '%s' in '%s'", name, k)
		case old.Field != nil && annotated && old.Field.annotated:
			b.errorf(n, diag.BadField, "Cannot re-declare member '%s' in '%s'", name, k)
		case old.Field != nil && annotated:
			old.Field.Type, old.Field.annotated, old.Field.Node = a.Type, true, n
		case old.Field != nil:
		case old.Method != nil || old.Nested != nil:
			if annotated {
				b.errorf(n, diag.BadField, "slot conflicts with other member %s in %s", name, b.classValue())
			}
		case old.Var != nil && annotated:
			b.errorf(n, diag.BadField, "Cannot re-declare member '%s' in '%s'", name, k)
		case old.Var != nil && !old.Var.declared:
			b.errorf(n, diag.BadField, "Class member conflicts with instance member: ['%s']", name)
			old.Var, old.Dynamic = nil, true
		}
		return
	}
	if m, unknown := b.inherited(name); m != nil && !annotated {
		return
	} else if unknown && !annotated {
		a.Type = D
	}
	f := &FieldInfo{Name: name, Class: k, Type: a.Type, Final: a.Final, Node: n, annotated: annotated}
	if a.Bare && value != nil || !annotated && value != nil {
		t := b.inferInit(init, value)
		if a.Bare {
			f.Type = inexact(t)
		} else {
			f.Type = Hinted(inexact(t))
		}
	}
	b.add(&Member{Name: name, Field: f, Node: n})
}

// inferInit guesses the type of a value that __init__ assigns to a field.
func (b *classBuilder) inferInit(init *FuncType, value syntax.Expr) Type {
	if n, ok := value.(*syntax.Name); ok {
		if p := init.Param(n.ID); p != nil {
			if PrimKind(p.Type) != primitives.None {
				return D
			}
			return Trust(p.Type)
		}
	}
	s := init.annScope()
	s.hidden = localsOf(init)
	t := b.c.inferDecl(s, value)
	switch t.(type) {
	case *Instance, *Literal, *Union:
		return t
	}
	return D
}

// localsOf lists the parameters and local names of a function.
func localsOf(f *FuncType) map[string]bool {
	out := map[string]bool{}
	if f.Module.table == nil || f.Node == nil {
		return out
	}
	if s := f.Module.table.ScopeOf(f.Node); s != nil {
		for name, y := range s.Symbols {
			if y.Res == symtable.Local || y.Res == symtable.Cell {
				out[name] = true
			}
		}
	}
	return out
}

func (b *classBuilder) inherited(name string) (*Member, bool) {
	for _, m := range b.k.MRO[1:] {
		if x := m.Members[name]; x != nil {
			return x, false
		}
		if m.DynamicBase {
			return nil, true
		}
	}
	return nil, b.k.DynamicBase
}

// initialised demands that Final fields are assigned in __init__.
func (b *classBuilder) initialised() {
	set := b.assignedInInit()
	for _, name := range b.k.Order {
		m := b.k.Members[name]
		if m.Field == nil || !m.Field.Final || m.Field.Default != nil || b.k.Dataclass != nil {
			continue
		}
		if !set[name] {
			b.errorf(m.Node, diag.BadField, "Final attribute not initialized: %s:%s", b.k, name)
		}
	}
}

func (b *classBuilder) assignedInInit() map[string]bool {
	set := map[string]bool{}
	m := b.k.Members["__init__"]
	if m == nil || m.Method == nil {
		return set
	}
	p := partsOf(m.Method.Node)
	self := firstParam(p)
	if self == "" {
		return set
	}
	for _, st := range p.body {
		syntax.Inspect(st, func(n syntax.Node) bool {
			if a, ok := n.(*syntax.Attribute); ok && a.Ctx == syntax.Store {
				if name := selfAttr(a, self); name != "" {
					set[name] = true
				}
			}
			return true
		})
	}
	return set
}
