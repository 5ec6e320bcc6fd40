package opt

import (
	"math"
	"unicode"

	"spc/hir"
	"spc/rt"
)

// Value ranges: for each int, as a machine int or in a tagged word, the interval that its values lie in.
//
// Ranges are found over SSA: parameters of blocks start empty and grow with their arguments; one that keeps growing is taken to
// have no bound (widening), then everything is computed again from above, which finds the bounds that comparisons give
// (narrowing). A comparison that a branch decides holds in all blocks that the edge dominates.
//
// A value that is only ever changed by adding small amounts (a counter) has a bound even when nothing compares it: a
// program cannot have gone round its loops more than maxRounds times.

// maxRounds is more than the rounds that any loop makes in two years, at one a nanosecond.
const maxRounds = 1 << 56

// interval is a range of ints. A bound at the end of the 64 bits means that there is none in that direction.
type interval struct{ lo, hi int64 }

var unbounded = interval{math.MinInt64, math.MaxInt64}

func (r interval) empty() bool   { return r.lo > r.hi }
func (r interval) bounded() bool { return r.lo > math.MinInt64 && r.hi < math.MaxInt64 }

// immediate reports whether all of r fits a tag.
func (r interval) immediate() bool { return r.lo >= -1<<62 && r.hi < 1<<62 }

func (r interval) has(n int64) bool { return r.lo <= n && n <= r.hi }

func (r interval) join(s interval) interval { return interval{min(r.lo, s.lo), max(r.hi, s.hi)} }

func (r interval) meet(s interval) interval { return interval{max(r.lo, s.lo), min(r.hi, s.hi)} }

// condition is a comparison that holds in a block and in all that it dominates.
type condition struct {
	kind hir.CmpKind
	x, y *hir.Value
}

// ranges is the analysis of one function.
type ranges struct {
	f     *hir.Func
	order []*hir.Block
	preds [][]hir.Pred
	idom  []*hir.Block  // by block ID
	conds [][]condition // by block ID
	known hir.Bits      // values that have a range yet
	base  []interval    // by value ID
	caps  map[*hir.Value]interval
}

func analyzeRanges(f *hir.Func) *ranges {
	d := f.Dominators()
	n := f.NumBlocks()
	r := &ranges{f: f, order: d.Order, preds: d.Preds, idom: make([]*hir.Block, n), conds: make([][]condition, n),
		known: hir.NewBits(f.NumValues()), base: make([]interval, f.NumValues()), caps: map[*hir.Value]interval{}}
	for _, b := range r.order {
		r.idom[b.ID] = d.Idom(f, b)
		if p := r.preds[b.ID]; len(p) == 1 {
			if c, ok := edgeCondition(p[0]); ok {
				r.conds[b.ID] = append(r.conds[b.ID], c)
			}
		}
	}
	r.ascend()
	for range 3 {
		r.counters()
		r.pass(func(_ *hir.Value, _, joined interval) interval { return joined })
	}
	return r
}

// edgeCondition is the comparison that is known to hold when control takes the way p.
func edgeCondition(p hir.Pred) (condition, bool) {
	t := &p.From.Term
	if p.Except || t.Kind != hir.Branch || t.Edges[0].To == t.Edges[1].To {
		return condition{}, false
	}
	c, k := t.Arg, hir.CmpKind(t.Arg.Int)
	switch {
	case c.Op == hir.OpCmp && c.Args[0].Rep == rt.I64:
	case c.Op == hir.OpRT && len(c.Args) == 2 && isInt(c.Args[0]) && isInt(c.Args[1]):
		var ok bool
		if k, ok = tagCompare[c.Aux.(*rt.Func).Name]; !ok {
			return condition{}, false
		}
	default:
		return condition{}, false
	}
	if p.Edge == t.Edges[1] {
		k = negated[k]
	}
	return condition{k, c.Args[0], c.Args[1]}, true
}

// isInt reports whether v is an int that the analysis follows.
func isInt(v *hir.Value) bool {
	return v.Rep == rt.I64 || v.Rep == rt.Tag && v.Type.IsExact(hir.Int)
}

// ascend computes ranges from below, with widening.
func (r *ranges) ascend() {
	rounds := map[*hir.Value]int{}
	widen := func(p *hir.Value, old, joined interval) interval {
		if joined == old {
			return old
		}
		if rounds[p]++; rounds[p] > 3 {
			if joined.lo < old.lo {
				joined.lo = math.MinInt64
			}
			if joined.hi > old.hi {
				joined.hi = math.MaxInt64
			}
		}
		return joined.join(old)
	}
	for r.pass(widen) {
	}
}

// pass computes all ranges once; step decides what becomes of a parameter's. It reports whether any changed.
func (r *ranges) pass(step func(p *hir.Value, old, joined interval) interval) bool {
	changed := false
	set := func(v *hir.Value, to interval) {
		if r.known.Set(v.ID) || r.base[v.ID] != to {
			r.base[v.ID] = to
			changed = true
		}
	}
	for _, b := range r.order {
		for i, p := range b.Params {
			if !isInt(p) {
				continue
			}
			if b == r.f.Blocks[0] {
				set(p, unbounded)
				continue
			}
			joined, any := interval{math.MaxInt64, math.MinInt64}, false
			for _, in := range r.preds[b.ID] {
				a := in.Edge.Args[i]
				if isInt(a) && !r.known.Has(a.ID) {
					continue
				}
				any = true
				if x := r.onEdge(a, in); !x.empty() {
					joined = joined.join(x)
				}
			}
			if !any || joined.empty() {
				continue
			}
			if c, ok := r.caps[p]; ok {
				joined = joined.meet(c)
			}
			old := joined
			if r.known.Has(p.ID) {
				old = r.base[p.ID]
			}
			set(p, step(p, old, joined))
		}
		for _, v := range b.Instrs {
			if isInt(v) {
				if x, ok := r.eval(v, b); ok {
					set(v, x)
				}
			}
		}
	}
	return changed
}

// of is what is known of v everywhere.
func (r *ranges) of(v *hir.Value) interval {
	if v.ID < len(r.base) && r.known.Has(v.ID) {
		return r.base[v.ID]
	}
	switch {
	case v.Op == hir.OpIntConst && v.Rep.IsInt():
		return interval{v.Int, v.Int}
	case v.Op == hir.OpConvert && widens(v.Args[0].Rep, v.Rep):
		return r.of(v.Args[0])
	}
	switch v.Rep {
	case rt.Bool:
		return interval{0, 1}
	case rt.I8, rt.I16, rt.I32:
		w := v.Rep.Bits() - 1
		return interval{-1 << w, 1<<w - 1}
	case rt.U8, rt.U16, rt.U32:
		return interval{0, 1<<v.Rep.Bits() - 1}
	}
	return unbounded
}

// widens reports whether every number of one machine type is one of the other, too.
func widens(from, to rt.Rep) bool {
	return from.IsInt() && to.IsInt() && from.Bits() < to.Bits() && (to.IsSigned() || !from.IsSigned())
}

// at is what is known of v in block b.
func (r *ranges) at(v *hir.Value, b *hir.Block) interval {
	x := r.of(v)
	for depth := 0; b != nil && depth < 64; b, depth = r.idom[b.ID], depth+1 {
		for _, c := range r.conds[b.ID] {
			x = r.apply(x, v, c)
		}
		if b == v.Block {
			break // what is known further up is not about v
		}
	}
	return x
}

// onEdge is what is known of v when control takes the way in.
func (r *ranges) onEdge(v *hir.Value, in hir.Pred) interval {
	x := r.at(v, in.From)
	if c, ok := edgeCondition(in); ok {
		x = r.apply(x, v, c)
	}
	return x
}

// apply narrows x, the range of v, by a condition.
func (r *ranges) apply(x interval, v *hir.Value, c condition) interval {
	k, y := c.kind, c.y
	switch {
	case sameInt(c.x, v):
	case sameInt(c.y, v):
		k, y = mirrored[k], c.x
	default:
		return x
	}
	o := r.of(y)
	if o.empty() {
		return x
	}
	switch k {
	case hir.CmpLT:
		if o.hi != math.MinInt64 && (o.hi < math.MaxInt64 || y.Rep == rt.I64) {
			x.hi = min(x.hi, o.hi-1)
		}
	case hir.CmpLE:
		x.hi = min(x.hi, o.hi)
	case hir.CmpGT:
		if o.lo != math.MaxInt64 && (o.lo > math.MinInt64 || y.Rep == rt.I64) {
			x.lo = max(x.lo, o.lo+1)
		}
	case hir.CmpGE:
		x.lo = max(x.lo, o.lo)
	case hir.CmpEQ:
		x = x.meet(o)
	case hir.CmpNE:
		if o.lo == o.hi {
			if x.lo == o.lo && x.lo < math.MaxInt64 {
				x.lo++
			} else if x.hi == o.lo && x.hi > math.MinInt64 {
				x.hi--
			}
		}
	}
	return x
}

// sameInt reports whether two values are the same number, whatever form it has.
func sameInt(x, y *hir.Value) bool { return x == y || bare(x) == bare(y) }

// bare looks through changes of an int's form.
func bare(v *hir.Value) *hir.Value {
	for v.Op == hir.OpToImm || v.Op == hir.OpFromImm || v.Op == hir.OpRefine || isRT(v, "spc_i64_to_tag") ||
		v.Op == hir.OpUnbox && v.Rep == rt.I64 && v.Args[0].Rep == rt.Tag {
		v = v.Args[0]
	}
	return v
}

// eval gives the range of v from those of its operands; ok is false when they have none yet.
func (r *ranges) eval(v *hir.Value, b *hir.Block) (result interval, ok bool) {
	var args [2]interval
	for i, a := range v.Args {
		if isInt(a) && !r.known.Has(a.ID) {
			return interval{}, false
		}
		if i < 2 {
			args[i] = r.at(a, b)
		}
	}
	x, y := args[0], args[1]
	if len(v.Args) > 0 && x.empty() || len(v.Args) > 1 && y.empty() {
		return unbounded, true // code that is never reached
	}
	switch v.Op {
	case hir.OpIntConst:
		return interval{v.Int, v.Int}, true
	case hir.OpToImm, hir.OpFromImm, hir.OpRefine:
		return x, true
	case hir.OpUnbox:
		if v.Args[0].Rep == rt.Tag {
			return x, true
		}
	case hir.OpConvert:
		if from := v.Args[0].Rep; from == rt.Bool || from.IsInt() && from != rt.U64 {
			return x, true
		}
	case hir.OpRT:
		name := v.Aux.(*rt.Func).Name
		if name == "spc_i64_to_tag" || name == "spc_tag_range_stop" || name == "spc_tag_ssize" {
			return x, true
		}
		if l, ok := lengths[name]; ok {
			return l, true
		}
	}
	if v.Rep == rt.I64 && wraps(v) {
		return wordOp(v, x, y), true
	}
	return intOp(v, x, y), true
}

// wordOp is the range of a machine operation that may wrap. The ends of the 64 bits are bounds like others here.
func wordOp(v *hir.Value, x, y interval) interval {
	res := intOp(v, x, y)
	switch k := intKind(v); {
	case k == hir.BinAdd || k == hir.BinSub && y.lo > math.MinInt64:
		if k == hir.BinSub {
			y = interval{-y.hi, -y.lo}
		}
		lo, ok1 := addExact(x.lo, y.lo)
		hi, ok2 := addExact(x.hi, y.hi)
		if ok1 && ok2 {
			return interval{lo, hi}
		}
	case res.bounded():
		return res
	}
	return unbounded
}

func addExact(a, b int64) (sum int64, ok bool) {
	sum = a + b
	return sum, (sum > a) == (b > 0) || b == 0
}

// lengths are the ranges of what these functions give: a container in memory has no more items than fit there, a character
// has a code point.
var lengths = map[string]interval{"spc_len": {0, math.MaxInt64}, "spc_list_len": {0, 1 << 60}, "spc_tuple_len": {0, 1 << 60},
	"spc_str_len": {0, 1 << 60}, "spc_dict_len": {0, 1 << 60}, "spc_set_len": {0, 1 << 60},
	"spc_ord": {0, unicode.MaxRune}}

// intKind is what an instruction computes of ints, whatever their form; BinKind(-1) when it is none of these.
func intKind(v *hir.Value) hir.BinKind {
	switch v.Op.Unchecked() {
	case hir.OpAdd:
		return hir.BinAdd
	case hir.OpSub:
		return hir.BinSub
	case hir.OpMul:
		return hir.BinMul
	case hir.OpAnd:
		return hir.BinAnd
	case hir.OpOr:
		return hir.BinOr
	case hir.OpXor:
		return hir.BinXor
	case hir.OpShl:
		return hir.BinLShift
	case hir.OpShr:
		return hir.BinRShift
	case hir.OpRT:
		switch v.Aux.(*rt.Func).Name {
		case "spc_i64_floordiv":
			return hir.BinFloorDiv
		case "spc_i64_mod":
			return hir.BinMod
		}
		if k, ok := tagBinary(v); ok {
			return k
		}
	}
	return -1
}

// wraps reports whether v's machine result can differ from the number it stands for.
func wraps(v *hir.Value) bool {
	if v.Op != v.Op.Unchecked() {
		return false
	}
	switch intKind(v) {
	case hir.BinAdd, hir.BinSub, hir.BinMul, hir.BinLShift:
		return true
	}
	return v.Op == hir.OpNeg
}

// intOp is the range of the number that v computes of x and y.
func intOp(v *hir.Value, x, y interval) interval {
	switch k := intKind(v); k {
	case hir.BinAdd:
		return interval{addBound(x.lo, y.lo, math.MinInt64), addBound(x.hi, y.hi, math.MaxInt64)}
	case hir.BinSub:
		return interval{addBound(x.lo, negBound(y.hi), math.MinInt64), addBound(x.hi, negBound(y.lo), math.MaxInt64)}
	case hir.BinMul:
		return mulRange(x, y)
	case hir.BinAnd:
		if x.lo >= 0 && y.lo >= 0 {
			return interval{0, min(x.hi, y.hi)}
		}
		if x.lo >= 0 {
			return interval{0, x.hi}
		}
		if y.lo >= 0 {
			return interval{0, y.hi}
		}
	case hir.BinOr, hir.BinXor:
		if x.lo >= 0 && y.lo >= 0 {
			return interval{0, roundUp(max(x.hi, y.hi))}
		}
	case hir.BinRShift:
		if y.lo >= 0 && y.hi < 64 && y.lo == y.hi {
			return interval{shiftBound(x.lo, y.lo), shiftBound(x.hi, y.lo)}
		}
		if x.lo >= 0 && y.lo >= 0 {
			return interval{0, x.hi}
		}
	case hir.BinLShift:
		if y.lo == y.hi && y.lo >= 0 && y.lo < 62 {
			return mulRange(x, interval{1 << y.lo, 1 << y.lo})
		}
	case hir.BinFloorDiv:
		if y.lo > 0 {
			return floorDivRange(x, y)
		}
	case hir.BinMod:
		if y.lo > 0 {
			hi := y.hi
			if hi < math.MaxInt64 {
				hi--
			}
			if x.lo >= 0 {
				hi = min(hi, x.hi)
			}
			return interval{0, hi}
		}
	}
	switch {
	case v.Op == hir.OpDiv && x.lo >= 0 && y.lo > 0:
		return interval{0, x.hi}
	case v.Op == hir.OpMod && x.lo >= 0 && y.lo > 0 && y.hi < math.MaxInt64:
		return interval{0, min(x.hi, y.hi-1)}
	case v.Op.Unchecked() == hir.OpNeg || isRT(v, "spc_tag_neg"):
		return interval{negBound(x.hi), negBound(x.lo)}
	}
	return unbounded
}

// addBound adds two bounds in the direction of end, which stands for no bound.
func addBound(a, b, end int64) int64 {
	if a == end || b == end {
		return end
	}
	if s, ok := addExact(a, b); ok {
		return s
	}
	return end
}

func negBound(a int64) int64 {
	switch a {
	case math.MinInt64:
		return math.MaxInt64
	case math.MaxInt64:
		return math.MinInt64
	}
	return -a
}

func shiftBound(a, n int64) int64 {
	if a == math.MinInt64 || a == math.MaxInt64 {
		return a
	}
	return a >> n
}

// roundUp is the largest number with as many binary digits as n.
func roundUp(n int64) int64 {
	for m := int64(0); ; m = m<<1 | 1 {
		if m >= n {
			return m
		}
	}
}

func mulRange(x, y interval) interval {
	if !x.bounded() || !y.bounded() {
		if x.lo >= 0 && y.lo >= 0 {
			return interval{0, math.MaxInt64}
		}
		return unbounded
	}
	out := interval{math.MaxInt64, math.MinInt64}
	for _, a := range []int64{x.lo, x.hi} {
		for _, b := range []int64{y.lo, y.hi} {
			p := a * b
			if a != 0 && (p/a != b || a == -1 && b == math.MinInt64) {
				if x.lo >= 0 && y.lo >= 0 {
					return interval{0, math.MaxInt64}
				}
				return unbounded
			}
			out = out.join(interval{p, p})
		}
	}
	return out
}

func floorDivRange(x, y interval) interval {
	out := interval{math.MinInt64, math.MaxInt64}
	if x.lo > math.MinInt64 {
		out.lo = min(floorDiv(x.lo, y.lo), floorDiv(x.lo, y.hi))
	}
	if x.hi < math.MaxInt64 {
		out.hi = max(floorDiv(x.hi, y.lo), floorDiv(x.hi, y.hi))
	}
	return out
}

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b != 0 && (a < 0) != (b < 0) {
		q--
	}
	return q
}

// counters bounds the values that are only ever changed by adding small amounts. They are the rings of parameters,
// additions and changes of form: what enters such a ring, give or take the amounts times maxRounds, is all it can hold.
func (r *ranges) counters() {
	var params []*hir.Value
	for _, b := range r.order {
		for _, p := range b.Params {
			if isInt(p) {
				params = append(params, p)
			}
		}
	}
	for _, members := range hir.Components(params, r.flowsFrom) {
		r.ring(members)
	}
}

// flowsFrom lists the ints that v is made of.
func (r *ranges) flowsFrom(v *hir.Value) (out []*hir.Value) {
	add := func(a *hir.Value) {
		if isInt(a) {
			out = append(out, a)
		}
	}
	if v.Op == hir.OpParam {
		for i, p := range v.Block.Params {
			if p == v {
				for _, in := range r.preds[v.Block.ID] {
					add(in.Edge.Args[i])
				}
			}
		}
		return out
	}
	for _, a := range v.Args {
		add(a)
	}
	return out
}

// ring bounds the values of a strongly connected component.
func (r *ranges) ring(members []*hir.Value) {
	in := map[*hir.Value]bool{}
	for _, v := range members {
		in[v] = true
	}
	if len(members) == 1 {
		return // nothing goes round
	}
	enters := interval{math.MaxInt64, math.MinInt64}
	amount := int64(0)
	for _, v := range members {
		switch k := intKind(v); {
		case v.Op == hir.OpParam:
			for _, a := range r.flowsFrom(v) {
				if !in[a] {
					enters = enters.join(r.of(a))
				}
			}
			if v.Block == r.f.Blocks[0] {
				return
			}
		case k == hir.BinAdd && in[v.Args[0]] != in[v.Args[1]], k == hir.BinSub && in[v.Args[0]] && !in[v.Args[1]]:
			x := r.of(v.Args[1])
			if in[v.Args[1]] {
				x = r.of(v.Args[0])
			}
			if !x.bounded() {
				return
			}
			amount = max(amount, abs(x.lo), abs(x.hi))
		case bare(v) != v:
		default:
			return
		}
	}
	if enters.empty() || amount > 16 {
		return
	}
	limit := interval{addBound(enters.lo, -amount*maxRounds, math.MinInt64), addBound(enters.hi, amount*maxRounds, math.MaxInt64)}
	for _, v := range members {
		if v.Op == hir.OpParam {
			if c, ok := r.caps[v]; ok {
				limit = limit.meet(c)
			}
			r.caps[v] = limit
		}
	}
}
