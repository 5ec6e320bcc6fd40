package lower

import (
	"spc/hir"
	"spc/symtable"
	"spc/syntax"
)

// hasAnnotations reports whether a module or class body annotates anything, so that it gets __annotations__.
func hasAnnotations(body []syntax.Stmt) bool {
	found := false
	for _, s := range body {
		syntax.Inspect(s, func(n syntax.Node) bool {
			switch n.(type) {
			case *syntax.FunctionDef, *syntax.AsyncFunctionDef, *syntax.ClassDef, syntax.Expr:
				return false
			case *syntax.AnnAssign:
				found = true
			}
			return !found
		})
	}
	return found
}

// annAssign assigns the value, if there is one, then evaluates and records the annotation. Inside functions
// annotations are not evaluated.
func (b *fn) annAssign(s *syntax.AnnAssign) {
	if s.Value != nil {
		b.assign(s.Target, b.expr(s.Value))
	}
	inFunction := b.scope.Kind.IsFunction()
	switch t := s.Target.(type) {
	case *syntax.Name:
		if s.Simple && !inFunction {
			ann := b.annotation(s.Annotation)
			name := b.konst(b.scope.Mangle(t.ID))
			b.op(s, hir.OpStoreSubscr, 0, b.annotationsDict(s), name, ann)
			return
		}
	case *syntax.Attribute:
		if s.Value == nil {
			b.expr(t.Value)
		}
	case *syntax.Subscript:
		if s.Value == nil {
			b.expr(t.Value)
			b.expr(t.Slice)
		}
	}
	if !s.Simple && !inFunction && !b.m.table.FutureAnnotations {
		b.expr(s.Annotation)
	}
}

// annotationsDict reads __annotations__ of the module or class.
func (b *fn) annotationsDict(n syntax.Node) *hir.Value {
	if b.scope.Kind == symtable.ClassScope {
		return b.rt(n, "load_name", b.ns, b.name("__annotations__"))
	}
	return b.load(n, "__annotations__")
}
