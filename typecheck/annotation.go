package typecheck

import (
	"strings"

	"spc/diag"
	"spc/primitives"
	"spc/syntax"
)

// annScope is where an annotation stands: what its names mean.
type annScope struct {
	m      *Module
	class  *ClassType      // enclosing class, whose nested classes are visible
	hidden map[string]bool // type parameters and names of enclosing functions: Dynamic
	quiet  bool            // undefined names are Dynamic (string annotations)
}

// annResult is a resolved annotation.
type annResult struct {
	Type                     Type
	Final, ClassVar, InitVar bool
	Bare                     bool // Final or ClassVar without an argument
}

// lookup finds what a name means in an annotation; nil: undefined. The binding is
// resolved.
func (s *annScope) lookup(c *checker, name string) *Binding {
	if s.hidden[name] {
		return &Binding{Name: name, Kind: BindDynamic, Type: D, state: bindDone}
	}
	if s.class != nil {
		if m := s.class.Members[name]; m != nil && m.Nested != nil {
			b := &Binding{Name: name, Kind: BindClass, Class: m.Nested, owner: s.m}
			c.resolve(b)
			return b
		}
	}
	b := s.m.Names[name]
	if b == nil {
		b = s.m.builtin(name)
	}
	if b != nil {
		c.resolve(b)
	}
	return b
}

// annotation resolves an annotation (SP §2.2). Whatever it does not understand is
// Dynamic; only what the rules call an error is reported.
func (c *checker) annotation(s *annScope, e syntax.Expr) annResult {
	if e == nil {
		return annResult{Type: D}
	}
	if sub, ok := e.(*syntax.Subscript); ok {
		_, path := c.valueOf(s, sub.Value)
		inner := func() annResult { return c.annotation(s, sub.Slice) }
		switch path {
		case "typing.Final":
			r := inner()
			r.nested(c, s, e)
			r.Final = true
			return r
		case "typing.ClassVar":
			r := inner()
			r.nested(c, s, e)
			r.ClassVar = true
			return r
		case "dataclasses.InitVar":
			r := inner()
			r.InitVar = true
			return r
		}
	}
	switch e.(type) {
	case *syntax.Name, *syntax.Attribute:
		_, path := c.valueOf(s, e)
		switch path {
		case "typing.Final":
			return annResult{Type: D, Final: true, Bare: true}
		case "typing.ClassVar":
			return annResult{Type: D, ClassVar: true, Bare: true}
		}
	case *syntax.Constant:
		if k, ok := e.(*syntax.Constant).Value.(syntax.Str); ok {
			if inner := c.parseAnnotation(string(k), e); inner != nil {
				q := *s
				q.quiet = true
				return c.annotation(&q, inner)
			}
			return annResult{Type: D}
		}
	}
	return annResult{Type: c.typeExpr(s, e)}
}

// nested reports ClassVar and Final inside each other.
func (r *annResult) nested(c *checker, s *annScope, e syntax.Expr) {
	if r.Final || r.ClassVar {
		c.errorf(s.m, e, diag.BadAnnotation, "ClassVar is allowed only in class attribute annotations. Class Finals are inferred ClassVar; do not nest with Final.")
		r.Final, r.ClassVar = false, false
	}
}

// parseAnnotation parses the text of a string annotation; nil when it is no expression.
func (c *checker) parseAnnotation(text string, at syntax.Expr) syntax.Expr {
	if len(text) > 1000 || strings.Count(text, "(")+strings.Count(text, "[") > 50 {
		return nil
	}
	tree, errs := parseModule([]byte("(" + text + ")\n"))
	if len(errs) > 0 || tree == nil || len(tree.Body) != 1 {
		return nil
	}
	x, ok := tree.Body[0].(*syntax.ExprStmt)
	if !ok {
		return nil
	}
	if !movedTo(x.Value, at.Span()) {
		return nil
	}
	return x.Value
}

// movedTo sets the places of the names of a parsed string to that of the string.
func movedTo(e syntax.Expr, r syntax.Range) bool {
	syntax.Inspect(e, func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.Name:
			n.Range = r
		case *syntax.Attribute:
			n.Range = r
		case *syntax.Subscript:
			n.Range = r
		case *syntax.Constant:
			n.Range = r
		case *syntax.BinOp:
			n.Range = r
		case *syntax.Tuple:
			n.Range = r
		}
		return true
	})
	return true
}

// typeExpr is the type that an expression in annotation position denotes.
func (c *checker) typeExpr(s *annScope, e syntax.Expr) Type {
	switch e := e.(type) {
	case *syntax.Name:
		b := s.lookup(c, e.ID)
		if b == nil {
			if !s.quiet {
				c.undefined(s.m, e, e.ID, nil)
			}
			return D
		}
		return c.denoted(b, b.Type, b.path)
	case *syntax.Attribute:
		t, path := c.valueOf(s, e)
		return c.denoted(nil, t, path)
	case *syntax.Constant:
		switch k := e.Value.(type) {
		case syntax.Singleton:
			if k == syntax.ConstNone {
				return instNone
			}
			if k == syntax.ConstEllipsis {
				return &Unbound{Name: "..."}
			}
		case syntax.Str:
			if inner := c.parseAnnotation(string(k), e); inner != nil {
				q := *s
				q.quiet = true
				return c.typeExpr(&q, inner)
			}
		}
	case *syntax.BinOp:
		if e.Op == syntax.BitOr {
			return c.unionAnnotation(s, e, []Type{c.typeExpr(s, e.Left), c.typeExpr(s, e.Right)})
		}
	case *syntax.Subscript:
		return c.subscriptType(s, e)
	case *syntax.List, *syntax.Tuple, *syntax.Call:
	}
	return D
}

// denoted is the type whose values an annotation naming b admits.
func (c *checker) denoted(b *Binding, t Type, path string) Type {
	if b != nil {
		if o := b.origin(); o.Kind == BindAlias && o.declared != nil {
			return o.declared
		}
		if o := b.origin(); o.Kind != BindClass && o.Kind != BindAlias && path == "" {
			return D
		}
	}
	if co, ok := t.(*ClassObj); ok {
		switch i := co.Inst.(type) {
		case *Primitive:
			return i
		case *Instance:
			return c.instanceOf(i.Class, i.Args)
		}
	}
	switch path {
	case "typing.Optional", "typing.Union":
		return &Unbound{Name: optionalName[path]}
	}
	if g := typingGeneric(path); g != nil {
		return g
	}
	return D
}

var optionalName = map[string]string{"typing.Optional": "Optional[T]", "typing.Union": "Union"}

// instanceOf is the type of an annotation naming a class.
func (c *checker) instanceOf(k *ClassType, args []Type) Type {
	switch {
	case k.Dynamic:
		return D
	case k == floatClass:
		return Hinted(instFloat)
	case k == typeClass:
		return D
	case k.Generic != nil && len(args) == 0:
		return D
	case k.alwaysExact():
		return &Instance{Class: k, Exact: true, Args: args}
	}
	return &Instance{Class: k, Args: args}
}

// typingGeneric maps the typing names that stand for built-in containers, and
// those of protocols that only make hints.
func typingGeneric(path string) Type {
	switch path {
	case "typing.List":
		return &Instance{Class: listClass}
	case "typing.Dict":
		return &Instance{Class: dictClass}
	case "typing.Tuple":
		return &Instance{Class: tupleClass}
	}
	return nil
}

// protocolClasses are typing forms that say what iteration gives; they have no
// class to test at run time.
var protocolClasses = func() map[string]*ClassType {
	m := map[string]*ClassType{}
	for _, n := range strings.Fields("Iterator Iterable Generator Sequence MutableSequence Collection Set MutableSet Mapping MutableMapping " +
		"AbstractSet FrozenSet Deque KeysView ValuesView AsyncIterator AsyncIterable AsyncGenerator Container Reversible") {
		k := newClass(typingModule, n, objectClass)
		k.Typing, k.Iterates = true, true
		m["typing."+n] = k
	}
	return m
}()

func sliceElems(e syntax.Expr) []syntax.Expr {
	if t, ok := e.(*syntax.Tuple); ok {
		return t.Elts
	}
	return []syntax.Expr{e}
}

// subscriptType resolves G[args].
func (c *checker) subscriptType(s *annScope, e *syntax.Subscript) Type {
	t, path := c.valueOf(s, e.Value)
	elems := sliceElems(e.Slice)
	all := func() []Type {
		out := make([]Type, len(elems))
		for i, x := range elems {
			out[i] = c.typeExpr(s, x)
		}
		return out
	}
	switch path {
	case "typing.Optional":
		if len(elems) != 1 {
			return D
		}
		return c.unionAnnotation(s, e, []Type{c.typeExpr(s, elems[0]), instNone})
	case "typing.Union":
		return c.unionAnnotation(s, e, all())
	case "typing.Annotated":
		if len(elems) < 2 {
			c.errorf(s.m, e, diag.BadAnnotation, "Annotated types must be parametrized by at least one annotation.")
			return D
		}
		t := c.typeExpr(s, elems[0])
		if len(elems) == 2 {
			if k, ok := elems[1].(*syntax.Constant); ok && k.Value == syntax.Str("Exact") {
				return exactOf(t)
			}
		}
		return t
	case "typing.Literal":
		return c.literalType(s, e, elems)
	case "typing.Type", "builtins.type":
		return D
	case "typing.List", "typing.Dict", "typing.Tuple":
		i := typingGeneric(path).(*Instance)
		return &Instance{Class: i.Class, Args: all()}
	case "typing.Set":
		return &Instance{Class: setClass, Args: all()}
	case "typing.FrozenSet":
		return &Instance{Class: frozensetCls, Args: all()}
	}
	if k := protocolClasses[path]; k != nil {
		return Hinted(&Instance{Class: k, Args: all()})
	}
	if g := c.genericOf(s, e); g != nil {
		return g
	}
	if co, ok := t.(*ClassObj); ok {
		i, ok := co.Inst.(*Instance)
		if ok && i.Class.Builtin && i.Class.Iterates && i.Class.Generic == nil && !i.Class.Dynamic {
			return c.instanceOf(i.Class, all())
		}
		if ok && i.Class == typeClass {
			return D
		}
	}
	if path == "" {
		c.typeExpr(s, e.Value) // an undefined name is an error
	}
	return D
}

// genericOf resolves CheckedDict[K, V], CheckedList[T] and Array[P]; nil when e is
// something else.
func (c *checker) genericOf(s *annScope, e *syntax.Subscript) *Instance {
	t, _ := c.valueOf(s, e.Value)
	co, ok := t.(*ClassObj)
	if !ok {
		return nil
	}
	i, ok := co.Inst.(*Instance)
	if !ok || i.Class.Generic == nil || len(i.Args) > 0 {
		return nil
	}
	if _, ok := e.Slice.(*syntax.Slice); ok {
		c.errorf(s.m, e, diag.BadTypeArgument, "can't slice generic types")
		return nil
	}
	elems := sliceElems(e.Slice)
	if len(elems) != i.Class.Generic.Params {
		c.errorf(s.m, e, diag.BadTypeArgument, "incorrect number of generic arguments for %s, expected %d, got %d",
			genericName(i.Class), i.Class.Generic.Params, len(elems))
		return nil
	}
	args := make([]Type, len(elems))
	for n, x := range elems {
		a := c.typeExpr(s, x)
		if k := PrimKind(a); i.Class == arrayClass {
			if !k.IsInt() && !k.IsFloat() || k == primitives.None {
				c.errorf(s.m, x, diag.BadTypeArgument, "Invalid Array element type: %s", a)
				return nil
			}
		} else if k != primitives.None {
			c.errorf(s.m, x, diag.BadTypeArgument, "invalid type argument %s: elements of %s are objects", a, i.Class)
			a = D
		}
		if _, ok := a.(*Unbound); ok {
			a = D
		}
		args[n] = a
	}
	return &Instance{Class: i.Class, Exact: true, Args: args}
}

// genericName shows a generic class with its parameters: "chkdict[K, V]".
func genericName(k *ClassType) string {
	if k.Generic.Params == 2 {
		return k.Name + "[K, V]"
	}
	return k.Name + "[T]"
}

func exactOf(t Type) Type {
	switch t := t.(type) {
	case *Instance:
		return &Instance{Class: t.Class, Exact: true, Args: t.Args}
	case *Union:
		return unionOf(mapTypes(t.Members, exactOf)...)
	}
	return t
}

// literalType resolves Literal[...]: one int or bool is a literal type, one str or
// several values are Dynamic.
func (c *checker) literalType(s *annScope, e syntax.Expr, elems []syntax.Expr) Type {
	for _, x := range elems {
		if c.constant(nil, x, 0) == nil {
			c.errorf(s.m, e, diag.BadAnnotation, "Literal must be parametrized by a constant")
			return D
		}
	}
	if len(elems) != 1 {
		return D
	}
	switch t := typeOfConst(c.constant(nil, elems[0], 0)).(type) {
	case *Literal:
		return t
	case *Instance:
		if t.Class == noneClass {
			return t
		}
		return Hinted(t)
	}
	return D
}

// unionAnnotation is A | B in an annotation: Dynamic, unless it comes down to one
// type or to an Optional. What it says is kept as the hint.
func (c *checker) unionAnnotation(s *annScope, e syntax.Expr, members []Type) Type {
	for _, m := range members {
		if PrimKind(m) != primitives.None {
			names := make([]string, len(members))
			for i, x := range members {
				names[i] = x.String()
			}
			c.errorf(s.m, e, diag.BadAnnotation, "invalid union type Union[%s]; unions cannot include primitive types", strings.Join(names, ", "))
			return D
		}
		if _, ok := m.(*Unbound); ok {
			return D
		}
	}
	t := unionOf(members...)
	if u, ok := t.(*Union); ok {
		if _, ok := OptionalOf(u); !ok {
			return Hinted(u)
		}
	}
	return t
}

// undefined reports a name that is neither local nor of the module nor built in,
// with the nearest name that exists.
func (c *checker) undefined(m *Module, n syntax.Node, name string, locals map[string]bool) {
	if c.muted > 0 {
		return
	}
	before := len(c.diags)
	c.errorf(m, n, diag.UndefinedName, "Name `%s` is not defined.", name)
	c.suggest(before, nearest(name, m, locals))
}

// suggest says in a note which name was probably meant, if something was reported since then.
func (c *checker) suggest(since int, near string) {
	if near == "" || len(c.diags) == since {
		return
	}
	d := &c.diags[len(c.diags)-1]
	*d = d.WithNote("", syntax.Range{}, "did you mean `%s`?", near)
}
