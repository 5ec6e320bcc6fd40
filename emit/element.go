package emit

import (
	"github.com/llir/llvm/ir"
	"github.com/llir/llvm/ir/metadata"
	"github.com/llir/llvm/ir/types"
	"github.com/llir/llvm/ir/value"

	"spc/hir"
	"spc/rt"
)

// Elements of containers whose memory native code knows.

// arrayLen reads the length of an Array. It never changes, so that a test against it can leave a loop.
func (e *fn) arrayLen(o value.Value) value.Value {
	i := &ir.InstLoad{ElemType: types.I64, Src: e.rt("spc_array_size", o)}
	i.Metadata = append(i.Metadata, &metadata.Attachment{Name: "invariant.load", Node: e.m.invariant})
	e.add(i)
	return i
}

// index tests an index; a negative one counts from the end.
func (e *fn) index(v *hir.Value) {
	i, n := e.use(v.Args[0]), e.use(v.Args[1])
	from, ok, back, bad := e.cur, e.block("inrange"), e.block("fromend"), e.block("badindex")
	known := e.lastiIn == e.cur
	e.condBr(e.icmp(ultPred, i, n), ok, back, 1)
	e.cur = back
	j := ir.NewAdd(i, n)
	e.add(j)
	e.condBr(e.icmp(ultPred, j, n), ok, bad, 1)
	e.cur = bad
	e.setLasti(v.Loc)
	e.rt("spc_raise_index", e.m.cString(hir.IndexKind(v.Int).Message()))
	e.raiseTo(v.Loc, v.Except)
	e.cur = ok
	if known {
		e.lastiIn = ok
	}
	phi := &ir.InstPhi{Typ: types.I64, Incs: []*ir.Incoming{ir.NewIncoming(i, from), ir.NewIncoming(j, back)}}
	e.add(phi)
	e.vals[v] = phi
}

// elemAddr is the address of an element of an Array.
func (e *fn) elemAddr(o, i value.Value, r rt.Rep) value.Value {
	g := ir.NewGetElementPtr(slotType(r), e.rt("spc_array_data", o), i)
	g.InBounds = true
	g.Typ = ptrT
	e.add(g)
	return g
}

func (e *fn) loadElem(v *hir.Value) {
	o, i := e.use(v.Args[0]), e.use(v.Args[1])
	c := v.Aux.(*hir.Class)
	if c.Generic == nil || c.Generic.Kind != hir.Array {
		e.vals[v] = e.rt(elemFunc(c)+"item", o, i)
		return
	}
	x := e.load(slotType(v.Rep), e.elemAddr(o, i, v.Rep))
	if v.Rep == rt.Bool {
		x = conv(e, newTrunc, x, types.I1)
	}
	e.vals[v] = x
}

func (e *fn) storeElem(v *hir.Value) {
	o, i, x := e.use(v.Args[0]), e.use(v.Args[1]), e.use(v.Args[2])
	c := v.Aux.(*hir.Class)
	if c.Generic == nil || c.Generic.Kind != hir.Array {
		e.setLasti(v.Loc)
		e.rt(elemFunc(c)+"set_item", o, i, x)
		return
	}
	r := v.Args[2].Rep
	p := e.elemAddr(o, i, r)
	if r == rt.Bool {
		x = conv(e, newZExt, x, types.I8)
	}
	e.store(x, p)
}

// elemFunc is how the names of the runtime functions for elements of c begin.
func elemFunc(c *hir.Class) string {
	if c.Generic != nil {
		return "spc_checked_list_"
	}
	return "spc_" + c.Name + "_"
}
