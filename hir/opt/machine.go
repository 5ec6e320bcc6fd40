package opt

import (
	"math/bits"

	"spc/hir"
	"spc/rt"
)

// machineInts uses value ranges: ints that always fit are computed as machine ints, without tests for overflow or for what is
// in the word; comparisons that always come out the same way are decided. Tagged parameters of blocks that only ever hold
// small ints become machine ints, too, so that a loop's counter is a plain register.
func machineInts(f *hir.Func) {
	m := &narrower{ranges: analyzeRanges(f)}
	m.s = &specializer{f: f}
	for _, b := range f.Blocks[:len(f.Blocks):len(f.Blocks)] {
		m.block(b)
	}
	m.params()
}

type narrower struct {
	*ranges
	s *specializer
	b *hir.Block // the block at hand, as it was when ranges were found
}

func (m *narrower) block(b *hir.Block) {
	instrs, term := b.Instrs, b.Term
	b.Instrs = make([]*hir.Value, 0, len(instrs)+8)
	m.b, m.s.cur = b, b
	for _, v := range instrs {
		m.s.v = v
		m.instr(v)
		m.s.cur.Add(v)
	}
	m.s.cur.Term = term
}

// isRaw reports whether v, a tag, is known to hold a small int.
func (m *narrower) isRaw(v *hir.Value) bool {
	switch {
	case v.Op == hir.OpToImm || v.Op == hir.OpIntConst && v.Rep == rt.Tag || isRT(v, "spc_i64_to_tag"):
		return true
	}
	return isInt(v) && m.at(v, m.b).immediate()
}

// raw gives v, for which isRaw holds, as a machine int.
func (m *narrower) raw(v *hir.Value) *hir.Value {
	if v.Op == hir.OpToImm || isRT(v, "spc_i64_to_tag") {
		return v.Args[0]
	}
	if v.Op == hir.OpIntConst {
		return m.word(v.Int)
	}
	return m.s.before(hir.OpFromImm, rt.I64, hir.ExactOf(hir.Int), v)
}

func (m *narrower) word(n int64) *hir.Value {
	c := m.s.before(hir.OpIntConst, rt.I64, hir.ExactOf(hir.Int))
	c.Int = n
	return c
}

func (m *narrower) double(v *hir.Value) *hir.Value {
	return m.s.before(hir.OpConvert, rt.F64, hir.ExactOf(hir.Float), m.raw(v))
}

func (m *narrower) allRaw(args ...*hir.Value) bool {
	for _, a := range args {
		if !m.isRaw(a) {
			return false
		}
	}
	return true
}

func (m *narrower) instr(v *hir.Value) {
	switch v.Op {
	case hir.OpUnbox:
		if x := v.Args[0]; x.Rep == rt.Tag && m.isRaw(x) {
			switch v.Rep {
			case rt.F64:
				become(v, hir.OpConvert, m.raw(x))
			case rt.I64:
				become(v, hir.OpConvert, m.raw(x)) // to itself: simplify takes it away
			}
		}
	case hir.OpCmp:
		if x := v.Args[0]; x.Rep == rt.I64 {
			m.decide(v)
		}
	case hir.OpRT:
		m.call(v)
	}
}

// decide makes a comparison that always comes out the same way a constant.
func (m *narrower) decide(v *hir.Value) {
	x, y := m.at(v.Args[0], m.b), m.at(v.Args[1], m.b)
	if x.empty() || y.empty() {
		return
	}
	switch k := hir.CmpKind(v.Int); {
	case x.hi < y.lo:
		setBool(v, ordered(k, true, false))
	case x.lo > y.hi:
		setBool(v, ordered(k, false, false))
	case x.hi <= y.lo && (k == hir.CmpLE || k == hir.CmpGT):
		setBool(v, k == hir.CmpLE)
	case x.lo >= y.hi && (k == hir.CmpGE || k == hir.CmpLT):
		setBool(v, k == hir.CmpGE)
	}
}

func (m *narrower) call(v *hir.Value) {
	name := v.Aux.(*rt.Func).Name
	if k, ok := tagCompare[name]; ok {
		if m.allRaw(v.Args...) {
			become(v, hir.OpCmp, m.raw(v.Args[0]), m.raw(v.Args[1]))
			v.Int = int64(k)
			m.decide(v)
		}
		return
	}
	if k, ok := tagBinary(v); ok {
		m.binary(v, k)
		return
	}
	switch name {
	case "spc_i64_to_tag":
		if m.at(v.Args[0], m.b).immediate() {
			become(v, hir.OpToImm, v.Args[0])
		}
	case "spc_tag_is_small":
		if m.isRaw(v.Args[0]) {
			setBool(v, true)
		}
	case "spc_tag_truth":
		if m.isRaw(v.Args[0]) {
			become(v, hir.OpCmp, m.raw(v.Args[0]), m.word(0))
			v.Int = int64(hir.CmpNE)
		}
	case "spc_tag_ssize":
		if m.isRaw(v.Args[0]) {
			become(v, hir.OpConvert, m.raw(v.Args[0]))
		}
	case "spc_tag_neg", "spc_tag_invert":
		op := hir.OpNeg
		if name == "spc_tag_invert" {
			op = hir.OpInvert
		}
		if m.isRaw(v.Args[0]) {
			m.tagged(v, m.s.before(op, rt.I64, hir.ExactOf(hir.Int), m.raw(v.Args[0])))
		}
	case "spc_tag_truediv_f64":
		if m.exactDouble(v.Args[0]) && m.exactDouble(v.Args[1]) && !m.at(v.Args[1], m.b).has(0) {
			become(v, hir.OpDiv, m.double(v.Args[0]), m.double(v.Args[1]))
		}
	case "spc_f64_cmp_tag":
		if m.exactDouble(v.Args[1]) {
			k := v.Args[2].Int
			become(v, hir.OpCmp, v.Args[0], m.double(v.Args[1]))
			v.Int = k
		}
	default:
		if byWord[name] != "" {
			m.index(v, byWord[name])
		}
	}
}

// index makes the second operand of v a machine int.
func (m *narrower) index(v *hir.Value, name string) {
	if m.isRaw(v.Args[1]) {
		v.Args[1] = m.raw(v.Args[1])
		toRT(v, name)
	}
}

// exactDouble reports whether the int v is one that a double holds.
func (m *narrower) exactDouble(v *hir.Value) bool {
	x := m.at(v, m.b)
	return m.isRaw(v) && x.lo >= -1<<53 && x.hi <= 1<<53
}

var machineOps = map[hir.BinKind]hir.Op{hir.BinAdd: hir.OpAdd, hir.BinSub: hir.OpSub, hir.BinMul: hir.OpMul, hir.BinAnd: hir.OpAnd,
	hir.BinOr: hir.OpOr, hir.BinXor: hir.OpXor}

// binary computes with machine ints what v, an operation on tags, gives when the result certainly fits.
func (m *narrower) binary(v *hir.Value, k hir.BinKind) {
	if !isInt(v) || !m.allRaw(v.Args...) || !m.of(v).bounded() {
		return
	}
	x, y := m.at(v.Args[0], m.b), m.at(v.Args[1], m.b)
	t := hir.ExactOf(hir.Int)
	op, power := machineOps[k], y.lo == y.hi && y.lo > 0 && bits.OnesCount64(uint64(y.lo)) == 1
	switch {
	case op != 0:
		m.tagged(v, m.s.before(op, rt.I64, t, m.raw(v.Args[0]), m.raw(v.Args[1])))
	case k == hir.BinRShift && y.lo >= 0 && y.hi < 64:
		m.tagged(v, m.s.before(hir.OpShr, rt.I64, t, m.raw(v.Args[0]), m.raw(v.Args[1])))
	case k == hir.BinLShift && y.lo >= 0 && y.hi < 62:
		m.tagged(v, m.s.before(hir.OpShl, rt.I64, t, m.raw(v.Args[0]), m.raw(v.Args[1])))
	case k == hir.BinFloorDiv && power: // shifting rounds down, as Python does
		m.tagged(v, m.s.before(hir.OpShr, rt.I64, t, m.raw(v.Args[0]), m.word(int64(bits.TrailingZeros64(uint64(y.lo))))))
	case k == hir.BinMod && power:
		m.tagged(v, m.s.before(hir.OpAnd, rt.I64, t, m.raw(v.Args[0]), m.word(y.lo-1)))
	case (k == hir.BinFloorDiv || k == hir.BinMod) && x.lo >= 0 && y.lo > 0:
		op = hir.OpDiv
		if k == hir.BinMod {
			op = hir.OpMod
		}
		q := m.s.f.NewValue(op, rt.I64, t, m.raw(v.Args[0]), m.raw(v.Args[1]))
		if q.MayRaise() {
			m.tagged(v, m.s.raising(q))
		} else {
			m.tagged(v, m.s.cur.Add(q))
		}
	case (k == hir.BinFloorDiv || k == hir.BinMod) && y.lo > 0:
		m.tagged(v, m.s.call("spc_i64_"+k.String(), t, m.raw(v.Args[0]), m.raw(v.Args[1])))
	}
}

// tagged makes v the tagged word of n.
func (m *narrower) tagged(v, n *hir.Value) {
	if m.of(v).immediate() {
		become(v, hir.OpToImm, n)
		return
	}
	v.Args = []*hir.Value{n}
	toRT(v, "spc_i64_to_tag")
}

// params makes machine ints of the tagged parameters that only hold small ints.
func (m *narrower) params() {
	nullable := nullableParams(m.f)
	word := map[*hir.Value]*hir.Value{} // parameter: its tag, for the users that want one
	for _, b := range m.f.Blocks[1:] {
		for _, p := range b.Params {
			if p.Rep == rt.Tag && isInt(p) && p.ID < len(m.base) && m.of(p).immediate() && !nullable[p] {
				word[p] = m.f.NewValue(hir.OpToImm, rt.Tag, hir.ExactOf(hir.Int), p)
			}
		}
	}
	if len(word) == 0 {
		return
	}
	eachUse(m.f, func(v **hir.Value) {
		if w := word[*v]; w != nil {
			*v = w
		}
	})
	for p, w := range word {
		p.Rep = rt.I64
		w.Block = p.Block
	}
	for _, b := range m.f.Blocks[:len(m.f.Blocks):len(m.f.Blocks)] {
		var tags []*hir.Value
		for _, p := range b.Params {
			if w := word[p]; w != nil {
				tags = append(tags, w)
			}
		}
		b.Instrs = append(tags, b.Instrs...)
		m.edges(b, word)
	}
}

// edges passes machine ints to the parameters that now are such.
func (m *narrower) edges(b *hir.Block, word map[*hir.Value]*hir.Value) {
	wanted := func(p *hir.Value) rt.Rep {
		if word[p] != nil {
			return rt.I64
		}
		return rt.Void
	}
	reform(b, wanted, func(a *hir.Value, _ rt.Rep) *hir.Value {
		return m.f.NewValue(hir.OpFromImm, rt.I64, hir.ExactOf(hir.Int), a)
	})
}
