package lower

import (
	"spc/hir"
	"spc/rt"
	"spc/syntax"
)

const obj = rt.Obj

// stmts builds statements in order; what cannot be reached is left out.
func (b *fn) stmts(list []syntax.Stmt) {
	for _, s := range list {
		if b.dead {
			return
		}
		b.stmt(s)
	}
}

func (b *fn) stmt(s syntax.Stmt) {
	switch s := s.(type) {
	case *syntax.ExprStmt:
		if _, ok := s.Value.(*syntax.Constant); !ok {
			b.expr(s.Value)
		}
	case *syntax.Assign:
		b.assignStmt(s)
	case *syntax.AugAssign:
		b.augAssign(s)
	case *syntax.AnnAssign:
		b.annAssign(s)
	case *syntax.Return:
		b.returnStmt(s)
	case *syntax.If:
		b.ifStmt(s)
	case *syntax.While:
		b.while(s)
	case *syntax.For:
		b.forStmt(s)
	case *syntax.AsyncFor:
		b.asyncFor(s)
	case *syntax.Break:
		b.breakTo(s, func(e *exit) *hir.Block { return e.brk })
	case *syntax.Continue:
		b.breakTo(s, func(e *exit) *hir.Block { return e.cont })
	case *syntax.Try:
		b.try(s)
	case *syntax.TryStar:
		b.tryStar(s)
	case *syntax.With:
		b.with(s, s.Items, s.Body, false)
	case *syntax.AsyncWith:
		b.with(s, s.Items, s.Body, true)
	case *syntax.Raise:
		b.raiseStmt(s)
	case *syntax.Assert:
		b.assert(s)
	case *syntax.Delete:
		for _, t := range s.Targets {
			b.delete(t)
		}
	case *syntax.FunctionDef:
		b.functionDef(&funcDef{s, s.Name, s.Args, s.Body, s.DecoratorList, s.Returns, s.TypeParams})
	case *syntax.AsyncFunctionDef:
		b.functionDef(&funcDef{s, s.Name, s.Args, s.Body, s.DecoratorList, s.Returns, s.TypeParams})
	case *syntax.ClassDef:
		b.classDef(s)
	case *syntax.Import:
		b.importStmt(s)
	case *syntax.ImportFrom:
		b.importFrom(s)
	case *syntax.Match:
		b.match(s)
	case *syntax.TypeAlias:
		b.typeAlias(s)
	case *syntax.Pass, *syntax.Global, *syntax.Nonlocal:
	default:
		b.unsupported("unknown statement")
	}
}

func (b *fn) ifStmt(s *syntax.If) {
	yes, no, done := b.newBlock(), b.newBlock(), b.newBlock()
	b.cond(s.Test, yes, no)
	b.open(yes)
	b.stmts(s.Body)
	b.jump(done)
	b.open(no)
	b.stmts(s.OrElse)
	b.jump(done)
	b.open(done)
}

// raiseStmt raises; a bare raise adds no entry to the traceback of the exception that it raises again.
func (b *fn) raiseStmt(s *syntax.Raise) {
	if s.Exc == nil {
		b.reraise(s, b.rt(s, "handled"))
		return
	}
	exc, cause := b.expr(s.Exc), b.null()
	if s.Cause != nil {
		cause = b.expr(s.Cause)
	}
	b.rt(s, "raise", exc, cause)
}

// assert tests nothing under -O, which is known when the program runs.
func (b *fn) assert(s *syntax.Assert) {
	test, removed, fail, done := b.newBlock(), b.newBlock(), b.newBlock(), b.newBlock()
	b.branch(b.rt(s, "debug"), test, removed, 1)
	b.open(removed)
	b.assume(s)
	b.jump(done)
	b.open(test)
	b.cond(s.Test, done, fail)
	b.open(fail)
	msg := b.null()
	if s.Msg != nil {
		msg = b.expr(s.Msg)
	}
	b.rt(b.assertSite(s), "raise_assertion", msg)
	b.open(done)
}

// assertSite is the node that the traceback of a failed assertion points at.
func (b *fn) assertSite(s *syntax.Assert) syntax.Node {
	_, compares := s.Test.(*syntax.Compare)
	if v := b.m.opts.Version; v.AtLeast(3, 13) || compares && !v.AtLeast(3, 12) {
		return s.Test
	}
	return s
}

// exit is an enclosing statement that a jump out of it has to undo.
type exit struct {
	handler   *hir.Block        // where exceptions go outside of it
	brk, cont *hir.Block        // of a loop
	undo      func(syntax.Node) // nil: nothing to do
}

func (b *fn) push(e exit) { b.exits = append(b.exits, e) }
func (b *fn) pop()        { b.exits = b.exits[:len(b.exits)-1] }

// leave undoes the enclosing statements from the innermost to the i-th.
func (b *fn) leave(n syntax.Node, i int) {
	exits, handler := b.exits, b.handler
	for k := len(exits) - 1; k >= i; k-- {
		e := exits[k]
		b.exits, b.handler = exits[:k:k], e.handler
		if e.undo != nil && !b.dead {
			e.undo(n)
		}
	}
	b.exits, b.handler = exits, handler
}

func (b *fn) breakTo(n syntax.Node, target func(*exit) *hir.Block) {
	for i := len(b.exits) - 1; i >= 0; i-- {
		if b.exits[i].brk != nil {
			to := target(&b.exits[i])
			b.leave(n, i+1)
			b.jump(to)
			return
		}
	}
	b.unsupported("break or continue outside of a loop")
}

func (b *fn) returnStmt(s *syntax.Return) {
	var v *hir.Value
	if s.Value != nil {
		v = b.expr(s.Value)
	} else {
		v = b.none()
	}
	b.returnValue(s, v)
}

func (b *fn) returnValue(n syntax.Node, v *hir.Value) {
	if !b.dead {
		v = b.passResult(n, v)
	}
	b.leave(n, 0)
	b.keepAll()
	if b.dead {
		return
	}
	b.end(hir.Term{Kind: hir.Return, Arg: v, Loc: b.loc(n)})
}
