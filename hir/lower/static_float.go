package lower

import (
	"spc/hir"
	"spc/rt"
	"spc/syntax"
	"spc/typecheck"
)

// floatness finds the functions annotated `-> float` that return nothing but exact floats, so that their result can
// travel as a machine double. The annotation itself admits ints, which must come back as they are.
//
// The answer rests on syntax and on the checker's types: an expression is a float when the operator and its operands
// make it one. Recursion is resolved optimistically: a function that is being looked at counts as returning floats.
type floatness struct {
	w     *world
	state map[*typecheck.FuncType]int8 // 0 unknown, 1 assumed or proven, -1 refuted
}

func newFloatness(w *world) *floatness {
	return &floatness{w: w, state: map[*typecheck.FuncType]int8{}}
}

// returns reports whether every return of f gives an exact float.
func (a *floatness) returns(f *typecheck.FuncType) bool {
	if s := a.state[f]; s != 0 {
		return s > 0
	}
	if f.Module != a.w.info.Module {
		// What a module's functions return is the module's own affair, so that all who call them agree.
		a.state[f] = -1
		if other := a.w.other(f.Module); other != nil && other.floats.returns(f) {
			a.state[f] = 1
		}
		return a.state[f] > 0
	}
	if !isFloatHint(f.Return) || f.Node == nil || f.Class != nil && !a.sealed(f) {
		a.state[f] = -1
		return false
	}
	a.state[f] = 1
	body := functionBody(f.Node)
	ok, any := true, false
	locals := newFloatLocals(a, f, body)
	eachReturn(body, func(r *syntax.Return) {
		any = true
		ok = ok && r.Value != nil && locals.expr(r.Value)
	})
	if !ok || !any {
		a.state[f] = -1
	}
	return a.state[f] > 0
}

// sealed reports whether no override of the method can return something else: it is not virtual, or no class of the
// module overrides it (an untyped override is checked to return a float by its thunk).
func (a *floatness) sealed(f *typecheck.FuncType) bool {
	for _, c := range a.w.info.Classes {
		if c != f.Class && c.IsSubclass(f.Class) {
			if m := c.Members[f.Name]; m != nil {
				return false
			}
		}
	}
	for _, b := range f.Class.MRO {
		if b != f.Class && b.Members[f.Name] != nil {
			return false
		}
	}
	return true
}

func functionBody(n syntax.Node) []syntax.Stmt {
	switch n := n.(type) {
	case *syntax.FunctionDef:
		return n.Body
	case *syntax.AsyncFunctionDef:
		return n.Body
	}
	return nil
}

// eachReturn visits the return statements of a body, not those of functions inside it.
func eachReturn(body []syntax.Stmt, visit func(*syntax.Return)) {
	for _, s := range body {
		syntax.Inspect(s, func(n syntax.Node) bool {
			switch n := n.(type) {
			case *syntax.FunctionDef, *syntax.AsyncFunctionDef, *syntax.ClassDef, *syntax.Lambda:
				return false
			case *syntax.Return:
				visit(n)
			}
			return true
		})
	}
}

// floatLocals knows which local variables of a function only ever hold exact floats.
type floatLocals struct {
	a      *floatness
	params map[string]bool
	values map[string][]syntax.Expr // what is assigned to a name; nil entry: something unknown
	busy   map[string]bool
	done   map[string]bool
}

func newFloatLocals(a *floatness, f *typecheck.FuncType, body []syntax.Stmt) *floatLocals {
	l := &floatLocals{a: a, params: map[string]bool{}, values: map[string][]syntax.Expr{}, busy: map[string]bool{}, done: map[string]bool{}}
	for _, p := range f.Params {
		rep, _ := a.w.passing(p)
		l.params[p.Name] = rep == rt.F64
		if rep != rt.F64 {
			l.values[p.Name] = append(l.values[p.Name], nil)
		}
	}
	assign := func(target, value syntax.Expr) {
		syntax.Inspect(target, func(n syntax.Node) bool {
			if x, ok := n.(*syntax.Name); ok && x.Ctx != syntax.Load {
				v := value
				if target != syntax.Expr(x) {
					v = nil
				}
				l.values[x.ID] = append(l.values[x.ID], v)
			}
			return true
		})
	}
	for _, s := range body {
		syntax.Inspect(s, func(n syntax.Node) bool {
			switch n := n.(type) {
			case *syntax.Assign:
				for _, t := range n.Targets {
					assign(t, n.Value)
				}
				syntax.Inspect(n.Value, walrusTargets(assign))
				return false
			case *syntax.AnnAssign:
				if n.Value != nil {
					assign(n.Target, n.Value)
				}
				return false
			case *syntax.AugAssign:
				assign(n.Target, &syntax.BinOp{Range: n.Range, Left: readOf(n.Target), Op: n.Op, Right: n.Value})
				return false
			case *syntax.Name:
				if n.Ctx != syntax.Load {
					l.values[n.ID] = append(l.values[n.ID], nil) // bound by for, with, import, ...
				}
			}
			return true
		})
	}
	return l
}

func walrusTargets(assign func(target, value syntax.Expr)) func(syntax.Node) bool {
	return func(n syntax.Node) bool {
		if w, ok := n.(*syntax.NamedExpr); ok {
			assign(w.Target, w.Value)
		}
		return true
	}
}

// readOf is a target as an expression that reads it.
func readOf(t syntax.Expr) syntax.Expr {
	if n, ok := t.(*syntax.Name); ok {
		return &syntax.Name{Range: n.Range, ID: n.ID}
	}
	return t
}

func (l *floatLocals) name(id string) bool {
	if l.busy[id] {
		return true // a loop through itself adds nothing else
	}
	values, assigned := l.values[id]
	if !assigned {
		return l.params[id]
	}
	l.busy[id] = true
	defer delete(l.busy, id)
	for _, v := range values {
		if v == nil || !l.expr(v) {
			return false
		}
	}
	return true
}

// expr reports whether e can only give an exact float.
func (l *floatLocals) expr(e syntax.Expr) bool {
	w := l.a.w
	if t := w.typeOf(w.info.TypeOf(e)); t.Class != nil && t.IsExact(hir.Float) {
		return true
	}
	switch e := e.(type) {
	case *syntax.Constant:
		_, ok := e.Value.(syntax.Float)
		return ok
	case *syntax.Name:
		return l.name(e.ID)
	case *syntax.UnaryOp:
		return e.Op != syntax.Not && e.Op != syntax.Invert && l.expr(e.Operand)
	case *syntax.BinOp:
		switch e.Op {
		case syntax.Add, syntax.Sub, syntax.Mult, syntax.Div, syntax.FloorDiv, syntax.Mod:
			x, y := l.expr(e.Left), l.expr(e.Right)
			return x && y || x && l.number(e.Right) || y && l.number(e.Left) ||
				e.Op == syntax.Div && l.number(e.Left) && l.number(e.Right)
		}
	case *syntax.IfExp:
		return l.expr(e.Body) && l.expr(e.OrElse)
	case *syntax.NamedExpr:
		return l.expr(e.Value)
	case *syntax.Attribute:
		if a := w.info.Attrs[e]; a != nil && a.Kind == typecheck.AttrField && a.Field.Slot != nil {
			return a.Field.Slot.Rep == rt.F64
		}
	case *syntax.Call:
		return l.call(e)
	}
	return false
}

func (l *floatLocals) call(e *syntax.Call) bool {
	c := l.a.w.info.Calls[e]
	if c == nil {
		return false
	}
	switch c.Kind {
	case typecheck.CallFunction, typecheck.CallMethod, typecheck.CallMethodDirect, typecheck.CallSuper:
		return c.Callee != nil && l.a.returns(c.Callee)
	case typecheck.CallBuiltinClass:
		return c.Class != nil && c.Class.Name == "float"
	}
	return false
}

// number reports whether e is an int for sure: with a float it makes a float.
func (l *floatLocals) number(e syntax.Expr) bool {
	return l.a.w.typeOf(l.a.w.info.TypeOf(e)).Is(hir.Int)
}
