package lower

import (
	"spc/hir"
	"spc/syntax"
)

// joinedStr is an f-string: its parts as strings, joined.
func (b *fn) joinedStr(e *syntax.JoinedStr) *hir.Value {
	var parts []*hir.Value
	for _, p := range e.Values {
		switch p := p.(type) {
		case *syntax.FormattedValue:
			parts = append(parts, b.formattedValue(p))
		default:
			parts = append(parts, b.expr(p))
		}
	}
	switch len(parts) {
	case 0:
		return b.konst("")
	case 1:
		return parts[0]
	}
	return b.rt(e, "join_str", parts...)
}

func (b *fn) formattedValue(e *syntax.FormattedValue) *hir.Value {
	v := b.expr(e.Value)
	conversion := int64(max(e.Conversion, 0))
	spec := b.null()
	if e.FormatSpec != nil {
		spec = b.joinedStr(e.FormatSpec)
	}
	return b.rt(e, "format", v, b.i32(conversion), spec)
}
