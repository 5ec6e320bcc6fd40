package opt

import (
	"unicode/utf8"

	"spc/hir"
	"spc/rt"
)

// Strings that are constants, and characters.

// contains looks for an int without making an object of it, and for a character in a constant of ASCII by a look at a bit.
func (s *specializer) contains(o, x *hir.Value) {
	if s.isLikelyInt(x) {
		s.isCall("spc_contains_tag", o, s.tag(x))
		return
	}
	if !o.Type.IsExact(hir.Str) || !x.Type.Is(hir.Str) {
		return
	}
	if low, high, ok := asciiBits(o); ok {
		s.isCall("spc_str_contains_char", o, x, s.i64(low), s.i64(high))
		return
	}
	s.isCall("spc_str_contains", o, x)
}

func (s *specializer) i64(bits uint64) *hir.Value {
	w := s.before(hir.OpIntConst, rt.I64, hir.ExactOf(hir.Int))
	w.Int = int64(bits)
	return w
}

// asciiBits has a bit for each character of a constant string, when all are of ASCII.
func asciiBits(v *hir.Value) (low, high uint64, ok bool) {
	c, _ := objConst(v)
	text, ok := c.(string)
	for _, r := range text {
		switch {
		case r >= utf8.RuneSelf:
			return 0, 0, false
		case r < 64:
			low |= 1 << r
		default:
			high |= 1 << (r - 64)
		}
	}
	return low, high, ok
}

// sameText compares two exact strings.
func (s *specializer) sameText(x, y *hir.Value) *hir.Value {
	for _, o := range [][2]*hir.Value{{x, y}, {y, x}} {
		c, _ := objConst(o[1])
		if text, ok := c.(string); ok && len(text) == 1 {
			char := s.before(hir.OpIntConst, rt.I32, hir.Any)
			char.Int = int64(text[0])
			return s.call("spc_str_is_char", hir.ExactOf(hir.BoolClass), o[0], char)
		}
	}
	return s.call("spc_str_eq", hir.ExactOf(hir.BoolClass), x, y)
}
