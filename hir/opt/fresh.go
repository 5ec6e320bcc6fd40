package opt

import "spc/hir"

// fresh finds the first stores into fields of new objects, which have no old reference to release: from where an object is
// made on, as long as nothing else has got hold of it and no unknown code ran, its fields are what was stored into them,
// and unset before. (Unknown code could find the object through the collector.)
func fresh(f *hir.Func) {
	in := incoming(f)
	for _, b := range f.Blocks {
		for i, v := range b.Instrs {
			if v.Op == hir.OpAlloc {
				s := &freshness{object: v, in: in}
				s.follow(b, i+1, map[*hir.Field]bool{})
			}
		}
	}
}

// freshness follows one new object.
type freshness struct {
	object *hir.Value
	in     [][]*hir.Edge // by block ID
}

// follow looks at b from its i-th instruction on; the fields in set have been stored into.
func (s *freshness) follow(b *hir.Block, i int, set map[*hir.Field]bool) {
	for _, v := range b.Instrs[i:] {
		if s.escapes(v) {
			return
		}
		if v.Op == hir.OpStoreField && v.Args[0] == s.object && v.Except == nil {
			field := v.Aux.(*hir.Field)
			if !set[field] {
				v.Op = hir.OpInitField
				set[field] = true
			}
		}
		if v.Effects()&(hir.RunsPython|hir.Frees) != 0 {
			return
		}
	}
	for e := range b.Succs {
		for _, a := range e.Args {
			if a == s.object {
				return
			}
		}
	}
	for e := range b.Succs {
		if len(s.in[e.To.ID]) == 1 {
			known := map[*hir.Field]bool{}
			for f := range set {
				known[f] = true
			}
			s.follow(e.To, 0, known)
		}
	}
}

// escapes reports whether v does more with the object than to read and write its fields.
func (s *freshness) escapes(v *hir.Value) bool {
	for i, a := range v.Args {
		if a != s.object {
			continue
		}
		if i > 0 || v.Op != hir.OpStoreField && v.Op != hir.OpInitField && v.Op != hir.OpLoadField {
			return true
		}
	}
	return false
}
