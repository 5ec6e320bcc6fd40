package opt

import (
	"spc/hir"
	"spc/rt"
)

// words reads items as tagged words where nothing wants them as objects: the items of a list of ints then reach the
// arithmetic without a count. An item is used as a word when each of its uses, looked at through casts and statements of
// fact, makes a tag of it or tests its truth.
//
// It is right because a tag holds any object: what the item is makes no difference to what is done with it.
func words(f *hir.Func) {
	w := newWordReader(f)
	same := map[*hir.Value]*hir.Value{}
	for _, b := range f.Blocks {
		for _, v := range b.Instrs {
			if v.Op != hir.OpRT || v.Rep != rt.Obj {
				continue
			}
			if g := rt.Lookup(v.Aux.(*rt.Func).Name + "_word"); g != nil && w.asWord(v) {
				v.Aux = g
				w.become(v, same)
			}
		}
	}
	if len(same) == 0 {
		return
	}
	eachUse(f, func(v **hir.Value) {
		for same[*v] != nil {
			*v = same[*v]
		}
	})
	for v := range same {
		remove(v)
	}
}

type wordReader struct {
	uses  map[*hir.Value][]*hir.Value // the instructions that use a value
	other map[*hir.Value]bool         // used by an edge or a terminator
}

func newWordReader(f *hir.Func) *wordReader {
	w := &wordReader{uses: map[*hir.Value][]*hir.Value{}, other: map[*hir.Value]bool{}}
	for _, b := range f.Blocks {
		for _, v := range b.Instrs {
			for _, a := range v.Args {
				w.uses[a] = append(w.uses[a], v)
			}
		}
		exitUses(b, func(v **hir.Value) { w.other[*v] = true })
	}
	return w
}

// asWord reports whether v, an object, is used, and as a word alone.
func (w *wordReader) asWord(v *hir.Value) bool { return len(w.uses[v]) > 0 && w.onlyWord(v) }

// onlyWord reports whether v, an object, is used as a word alone.
func (w *wordReader) onlyWord(v *hir.Value) bool {
	if w.other[v] {
		return false
	}
	for _, u := range w.uses[v] {
		switch u.Op {
		case hir.OpToTag, hir.OpTruth:
		case hir.OpUnbox:
			if u.Rep == rt.F64 || u.Rep == rt.F32 || u.Rep == rt.Bool {
				return false
			}
		case hir.OpCast, hir.OpRefine:
			if !w.onlyWord(u) {
				return false
			}
		default:
			return false
		}
	}
	return true
}

// become makes v and its other names words. same gets the tags that were made of them.
func (w *wordReader) become(v *hir.Value, same map[*hir.Value]*hir.Value) {
	v.Rep = rt.Tag
	for _, u := range w.uses[v] {
		switch u.Op {
		case hir.OpToTag:
			same[u] = v
		case hir.OpCast, hir.OpRefine:
			w.become(u, same)
		}
	}
}
