package typecheck

import (
	"maps"
	"slices"
	"strings"

	"spc/diag"
	"spc/syntax"
)

// knownPaths are modules whose names have a meaning for the checker though they
// are not static modules themselves.
var pathAliases = map[string]string{
	"typing_extensions": "typing", "collections.abc": "typing", "cinder": "cinderx",
}

// pathOf makes the dotted path of name in a module of unknown type.
func pathOf(module, name string) string {
	if a := pathAliases[module]; a != "" {
		module = a
	}
	return module + "." + name
}

// resolve gives b its type. It is called when somebody asks, so that modules may
// import each other.
func (c *checker) resolve(b *Binding) {
	if b.state != bindPending {
		if b.state == bindRunning && b.Type == nil {
			b.Type = D
		}
		return
	}
	b.state = bindRunning
	defer func() { b.state = bindDone }()
	switch b.Kind {
	case BindFunc:
		b.Type = b.Func
		c.finishFunc(b.Func)
		if b.Func.Decorated || b.Rebound && !b.deletedOnly() {
			b.Kind, b.Type = BindDynamic, D
		}
	case BindClass:
		c.classHeader(b.Class)
		b.Type = &ClassObj{Inst: &Instance{Class: b.Class, Exact: true}}
		if b.Rebound && !b.deletedOnly() {
			b.Kind, b.Type = BindDynamic, D
		} else if b.Class.Dynamic {
			b.Type = D
		}
	case BindModule:
		c.dependOn(b.owner, b.Module)
		b.Type = &ModuleValue{Name: b.Module, Module: c.module(b.Module)}
		c.module(b.fromImport)
	case BindImported:
		c.resolveImported(b)
	case BindVar:
		c.resolveVar(b)
	case BindAlias:
		b.Type = D
		if alias, ok := b.Node.(*syntax.TypeAlias); ok && len(alias.TypeParams) > 0 {
			return
		}
		t := c.annotation(&annScope{m: b.owner, quiet: true}, b.expr)
		b.declared = t.Type
	default:
		b.Type = D
	}
}

func (b *Binding) deletedOnly() bool { return b.deleted && !b.byGlobal }

func (c *checker) dependOn(m *Module, name string) {
	if m != nil && m.DeclDeps != nil && name != m.Name {
		m.DeclDeps[name] = true
	}
}

func (c *checker) resolveImported(b *Binding) {
	b.Type = D
	c.dependOn(b.owner, b.Module)
	m := c.module(b.Module)
	if m == nil || !m.Static {
		b.path = pathOf(b.Module, b.fromImport)
		if sub := c.module(b.Module + "." + b.fromImport); sub != nil {
			b.Type = &ModuleValue{Name: b.Module + "." + b.fromImport, Module: sub}
			b.Kind, b.Module = BindModule, b.Module+"."+b.fromImport
		} else {
			b.Type = Hinted(c.libraryValue(b.path))
		}
		return
	}
	from := m.Names[b.fromImport]
	if from == nil {
		switch {
		case m == staticModule:
			for _, p := range staticPrefixes {
				if strings.HasPrefix(b.fromImport, p) {
					return
				}
			}
			node := syntax.Node(b.alias)
			since := len(c.diags)
			c.errorf(b.owner, node, diag.BadImport, "unsupported static import %s", b.fromImport)
			c.suggest(since, nearestOf(b.fromImport, slices.Collect(maps.Keys(m.Names))))
		case m == builtinsModule:
		default:
			name := b.Module + "." + b.fromImport
			if sub := c.module(name); sub != nil {
				b.Type = &ModuleValue{Name: name, Module: sub}
				b.Kind, b.Module = BindModule, name
			}
		}
		return
	}
	b.From = from // before it is resolved: a cycle leads back here
	c.resolve(from)
	b.path = from.path
	if m == staticModule {
		b.path = "__static__." + b.fromImport
	}
	b.Type = from.Type
	b.declared = from.declared
	if from.Kind == BindConst && m != staticModule {
		b.Type = inexact(from.Type)
	}
	if b.Rebound {
		b.Type = D
		b.From = nil
	}
}

// origin follows imports to the binding that defines the name.
func (b *Binding) origin() *Binding {
	for i := 0; b.From != nil && i < 100; i++ {
		b = b.From
	}
	return b
}

// resolveVar resolves an annotated module variable.
func (c *checker) resolveVar(b *Binding) {
	b.Type = D
	a := c.annotation(&annScope{m: b.owner}, b.expr)
	node := b.expr
	if a.ClassVar {
		c.errorf(b.owner, node, diag.BadAnnotation, "ClassVar is allowed only in class attribute annotations. Class Finals are inferred ClassVar; do not nest with Final.")
	}
	if a.InitVar {
		c.errorf(b.owner, node, diag.BadAnnotation, "InitVar is allowed only in class attribute annotations.")
	}
	if PrimKind(a.Type) != 0 {
		c.errorf(b.owner, node, diag.PrimitiveMisuse, "cannot use primitives in global or closure scope")
		a.Type = D
	}
	b.Type, b.declared = a.Type, a.Type
	if !a.Final {
		return
	}
	b.Kind, b.final = BindFinal, true
	if b.value == nil {
		c.errorf(b.owner, b.Node, diag.FinalReassigned, "Must assign a value when declaring a Final")
		return
	}
	if k := c.constant(b.owner, b.value, 0); k != nil {
		b.Const = k
		b.Kind = BindConst
	}
	if !a.Bare {
		return
	}
	b.declared = nil
	b.Type = inexact(c.inferDecl(&annScope{m: b.owner}, b.value))
	if f, ok := b.Type.(*FuncType); ok {
		b.Func = f
	}
}

// constant folds an expression of literals and Final names of the module.
func (c *checker) constant(m *Module, e syntax.Expr, depth int) syntax.ConstValue {
	if depth > 50 {
		return nil
	}
	switch e := e.(type) {
	case *syntax.Constant:
		return e.Value
	case *syntax.Name:
		if m == nil {
			return nil
		}
		b := m.Names[e.ID]
		if b == nil {
			return nil
		}
		c.resolve(b)
		if b.Kind == BindConst && !b.Rebound {
			return b.Const
		}
		if o := b.origin(); o.owner == nil && o.Kind == BindConst && b.From != nil {
			return o.Const // RAND_MAX
		}
	case *syntax.UnaryOp:
		if v := c.constant(m, e.Operand, depth+1); v != nil {
			return foldUnary(e.Op, v)
		}
	case *syntax.BinOp:
		a := c.constant(m, e.Left, depth+1)
		if a == nil {
			return nil
		}
		if b := c.constant(m, e.Right, depth+1); b != nil {
			return foldBinary(e.Op, a, b)
		}
	}
	return nil
}

// inferDecl is the type of an expression outside the flow of control: the value of
// a Final, or of a field that has no annotation.
func (c *checker) inferDecl(s *annScope, e syntax.Expr) Type {
	if v := c.constant(s.m, e, 0); v != nil {
		return nonliteral(typeOfConst(v))
	}
	switch e := e.(type) {
	case *syntax.Name, *syntax.Attribute:
		t, _ := c.valueOf(s, e)
		return t
	case *syntax.Call:
		t, _ := c.valueOf(s, e.Func)
		switch t := t.(type) {
		case *ClassObj:
			if i, ok := t.Inst.(*Instance); ok {
				if i.Class.Generic != nil && len(i.Args) == 0 || i.Class == typeClass || i.Class == superClass || i.Class == strClass || i.Class == bytesClass {
					return D
				}
				return i
			}
		case *FuncType:
			c.finishFunc(t)
			if !t.Builtin {
				return t.Result()
			}
		}
	case *syntax.List, *syntax.ListComp:
		return instListExact
	case *syntax.Tuple:
		return instTupleExact
	case *syntax.Dict, *syntax.DictComp:
		return instDictExact
	case *syntax.Set, *syntax.SetComp:
		return instSetExact
	case *syntax.JoinedStr:
		return instStrExact
	case *syntax.Subscript:
		if t := c.genericOf(s, e); t != nil {
			return &ClassObj{Inst: t}
		}
	}
	return D
}

// valueOf is the type of a dotted name, and the path of an unknown value.
func (c *checker) valueOf(s *annScope, e syntax.Expr) (Type, string) {
	switch e := e.(type) {
	case *syntax.Name:
		b := s.lookup(c, e.ID)
		if b == nil {
			return D, ""
		}
		return b.Type, b.path
	case *syntax.Attribute:
		t, path := c.valueOf(s, e.Value)
		switch t := t.(type) {
		case *ModuleValue:
			if t.Module != nil && t.Module.Static {
				if b := t.Module.Names[e.Attr]; b != nil {
					c.resolve(b)
					p := b.path
					if t.Module == staticModule {
						p = "__static__." + e.Attr
					}
					return b.Type, p
				}
			}
			sub := t.Name + "." + e.Attr
			if m := c.module(sub); m != nil || pathAliases[sub] != "" {
				return &ModuleValue{Name: sub, Module: m}, ""
			}
			p := pathOf(t.Name, e.Attr)
			return Hinted(c.libraryValue(p)), p
		case *ClassObj:
			if i, ok := t.Inst.(*Instance); ok {
				c.classBody(i.Class)
				if m, _ := i.Class.Lookup(e.Attr); m != nil && m.Nested != nil {
					if m.Nested.Dynamic {
						return D, ""
					}
					return &ClassObj{Inst: &Instance{Class: m.Nested, Exact: true}}, ""
				}
			}
		}
		if path != "" {
			return D, path + "." + e.Attr
		}
	case *syntax.Subscript:
		_, path := c.valueOf(s, e.Value)
		return D, path
	}
	return D, ""
}
