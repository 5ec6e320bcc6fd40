package opt

import (
	"slices"

	"spc/hir"
	"spc/rt"
)

// escape removes objects of static classes that nobody but the function that makes them sees: all that happens to them
// is that fields are written and read. What a field is read to be is then the value that was stored into it, which stays where it
// is; the object is never made. It works for fields with one store, which comes before every read on all ways: what
// constructors do.
//
// On fallbacks (see split) others may see the object: it is made where the fallback begins, if all stores are before that.
//
// A class with a finalizer keeps its objects. That the collector would have run when an object was made, or that memory
// would have run out, is no part of what a program means; that the class exists is still tested.
func escape(f *hir.Func) {
	s := &escaping{f: f}
	for again := true; again; { // an object that only another one held is the next
		again = false
		s.dom, s.uses = f.Dominators(), map[*hir.Value][]*hir.Value{}
		s.onEdges = map[*hir.Value]bool{}
		s.collect()
		for _, b := range f.Blocks {
			for _, v := range slices.Clone(b.Instrs) {
				if v.Op == hir.OpAlloc && !finalized(v.Aux.(*hir.Class)) && s.remove(v) {
					again = true
				}
			}
		}
	}
	same := map[*hir.Value]*hir.Value{}
	for _, b := range f.Blocks {
		for _, v := range b.Instrs {
			if v.Op == hir.OpMaterialize {
				same[v] = v.Args[0]
			}
		}
	}
	s.replace(same)
}

// finalized reports whether instances of c have a finalizer.
func finalized(c *hir.Class) bool {
	return slices.ContainsFunc(c.Methods, func(m *hir.Method) bool { return m.Name == "__del__" })
}

type escaping struct {
	f       *hir.Func
	dom     *hir.Dom
	uses    map[*hir.Value][]*hir.Value // instructions, by operand
	onEdges map[*hir.Value]bool         // arguments of edges, and of terminators
}

func (s *escaping) collect() {
	for _, b := range s.f.Blocks {
		for _, v := range b.Instrs {
			for _, a := range v.Args {
				s.uses[a] = append(s.uses[a], v)
			}
		}
		exitUses(b, func(v **hir.Value) { s.onEdges[*v] = true })
	}
}

// accesses lists the reads and writes of fields of o, and the statements of fact about it; ok is false when it is used
// otherwise.
func (s *escaping) accesses(o *hir.Value) (list []*hir.Value, ok bool) {
	if s.onEdges[o] {
		return nil, false
	}
	for _, v := range s.uses[o] {
		switch {
		case v.Op == hir.OpLoadField, v.Op == hir.OpMaterialize, v.Op == hir.OpStoreField && v.Args[1] != o:
		case v.Op == hir.OpRefine, v.Op == hir.OpNotNone:
			more, ok := s.accesses(v)
			if !ok {
				return nil, false
			}
			list = append(list, more...)
		default:
			return nil, false
		}
		list = append(list, v)
	}
	return list, true
}

// remove takes out the object that alloc makes when nobody needs it.
func (s *escaping) remove(alloc *hir.Value) bool {
	list, ok := s.accesses(alloc)
	if !ok || alloc.Except != nil && slices.ContainsFunc(list, func(v *hir.Value) bool { return v.Op == hir.OpMaterialize }) {
		return false
	}
	stores := map[*hir.Field]*hir.Value{}
	for _, v := range list {
		if v.Op == hir.OpStoreField {
			field := v.Aux.(*hir.Field)
			if stores[field] != nil {
				return false
			}
			stores[field] = v
		}
	}
	for _, v := range list {
		switch v.Op {
		case hir.OpLoadField:
			if st := stores[v.Aux.(*hir.Field)]; st == nil || st.Args[1].Rep != v.Rep || !s.before(st, v) {
				return false
			}
		case hir.OpMaterialize:
			for _, st := range stores {
				if !s.before(st, v) {
					return false
				}
			}
		}
	}
	s.takeOut(alloc, list, stores)
	return true
}

// takeOut removes the object; list has all that is done with it, stores the stores by field.
func (s *escaping) takeOut(alloc *hir.Value, list []*hir.Value, stores map[*hir.Field]*hir.Value) {
	read := map[*hir.Value]*hir.Value{}
	for _, v := range list {
		switch v.Op {
		case hir.OpLoadField:
			read[v] = stores[v.Aux.(*hir.Field)].Args[1]
		case hir.OpMaterialize:
			s.make(v, alloc, list)
		}
	}
	for _, v := range list {
		if v.Op != hir.OpAlloc && v.Op != hir.OpLoadField {
			remove(v)
		}
	}
	s.replace(read)
	class := alloc.Aux.(*hir.Class)
	if s.exists(class) {
		alloc.Except = nil
		remove(alloc)
	} else {
		alloc.Op, alloc.Rep, alloc.Type = hir.OpHasClass, rt.Void, hir.Any
	}
}

// make has the object made in the place of m, with the stores in list.
func (s *escaping) make(m, alloc *hir.Value, list []*hir.Value) {
	m.Op, m.Args, m.Aux, m.Type, m.Loc = hir.OpAlloc, nil, alloc.Aux, alloc.Type, alloc.Loc
	at := slices.Index(m.Block.Instrs, m) + 1
	for _, v := range list {
		if v.Op != hir.OpStoreField {
			continue
		}
		st := s.f.NewValue(v.Op, v.Rep, v.Type, m, v.Args[1])
		st.Aux, st.Loc, st.Block = v.Aux, v.Loc, m.Block
		m.Block.Instrs = slices.Insert(m.Block.Instrs, at, st)
		at++
	}
}

// replace has other values stand for those that go.
func (s *escaping) replace(by map[*hir.Value]*hir.Value) {
	if len(by) == 0 {
		return
	}
	eachUse(s.f, func(u **hir.Value) {
		for by[*u] != nil {
			*u = by[*u]
		}
	})
	for v := range by {
		remove(v)
	}
}

// exists reports whether the statement of class c has run for sure when the function is called: it is called with an instance.
func (s *escaping) exists(c *hir.Class) bool {
	return slices.ContainsFunc(s.f.Blocks[0].Params, func(p *hir.Value) bool { return p.Type.Is(c) })
}

// before reports whether every way to y leads through x.
func (s *escaping) before(x, y *hir.Value) bool {
	if x.Block == y.Block {
		return slices.Index(x.Block.Instrs, x) < slices.Index(x.Block.Instrs, y)
	}
	return s.dom.Dominates(x.Block, y.Block)
}
