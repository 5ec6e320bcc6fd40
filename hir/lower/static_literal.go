package lower

import (
	"spc/hir"
	"spc/syntax"
	"spc/typecheck"
)

// checkLiteral holds a value to the one that a Literal type names: an int by type and value, a bool by identity
// (specification 2.1; the reference takes anything that compares equal).
func (b *fn) checkLiteral(n syntax.Node, v *hir.Value, l *typecheck.Literal) *hir.Value {
	v = b.box(n, v)
	want := b.literalConst(l)
	b.rt(n, "check_literal", v, want)
	return b.refine(v, b.m.w.typeOf(l))
}

func (b *fn) literalConst(l *typecheck.Literal) *hir.Value {
	switch {
	case l.IsBool:
		return b.konst(l.Bool)
	case l.Int.IsInt64():
		return b.konst(l.Int.Int64())
	}
	return b.konst(l.Int)
}

// literalParams checks the parameters that are declared as literals when the body begins: the entry knows classes only.
func (b *fn) literalParams() {
	if b.m.w == nil {
		return
	}
	ft := b.m.w.info.Funcs[b.scope.Node]
	if ft == nil {
		return
	}
	for _, v := range b.f.Blocks[0].Params {
		if p := ft.Param(v.Name); p != nil {
			if l, ok := p.Type.(*typecheck.Literal); ok {
				b.checkLiteral(b.scope.Node, v, l)
			}
		}
	}
}
