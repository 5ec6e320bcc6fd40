package opt

import (
	"strings"

	"spc/hir"
	"spc/rt"
)

// specialize turns operations of Python on numbers and other exact classes into machine or runtime operations. A
// result keeps its name as an object: the operation becomes the box of what the machine computes, and simplify
// takes away the boxes that nobody wants.
//
//	float op float        machine arithmetic on f64
//	float op int          the int is converted, as float's operators do
//	int op int            on tagged words: small ints inline, everything else the operator's full semantics
//	comparisons, truth    bool
//
// Operations on tags are right for whatever object is in one. So they are also used where a value is only likely to be a
// small int: what comes from operators on ints that may be of a subclass.
func specialize(f *hir.Func) {
	s := &specializer{f: f, likely: likelyInts(f), uses: countUses(f)}
	s.strict = s.strictComparisons()
	for _, b := range f.Blocks[:len(f.Blocks):len(f.Blocks)] {
		s.block(b)
	}
}

type specializer struct {
	f      *hir.Func
	likely hir.Bits
	uses   []int // by value ID; of values that were there before the pass
	cur    *hir.Block
	v      *hir.Value
	strict hir.Bits // comparisons whose result has to be a bool, and nothing else is done with it
	// members: only accesses to members of static classes are at hand, see members.go.
	members bool
}

func (s *specializer) block(b *hir.Block) {
	instrs, term := b.Instrs, b.Term
	b.Instrs = make([]*hir.Value, 0, len(instrs)+8)
	s.cur = b
	for _, v := range instrs {
		s.v = v
		s.instr()
		s.cur.Add(v)
	}
	s.cur.Term = term
}

// before adds an instruction that cannot raise in front of the one at hand.
func (s *specializer) before(op hir.Op, rep rt.Rep, t hir.Type, args ...*hir.Value) *hir.Value {
	return s.cur.Add(s.f.NewValue(op, rep, t, args...))
}

// raising adds x in front of the instruction at hand; it raises as that does: with its location, to its handler.
func (s *specializer) raising(x *hir.Value) *hir.Value {
	x.Loc, x.Except = s.v.Loc, copyEdge(s.v.Except)
	s.cur.Add(x)
	if x.Except != nil {
		next := s.f.NewBlock()
		s.cur.Term = hir.Term{Kind: hir.Jump, Edges: []*hir.Edge{{To: next}}}
		s.cur = next
	}
	return x
}

// call adds the call of a runtime function that may raise.
func (s *specializer) call(name string, t hir.Type, args ...*hir.Value) *hir.Value {
	f := rt.Get(name)
	x := s.f.NewValue(hir.OpRT, f.Result, t, args...)
	x.Aux = f
	if f.Err == rt.Never {
		return s.cur.Add(x)
	}
	return s.raising(x)
}

// is makes the instruction at hand the box of x.
func (s *specializer) is(x *hir.Value) {
	v := s.v
	v.Op, v.Args, v.Aux, v.Int = hir.OpBox, []*hir.Value{x}, nil, 0
	v.Type = hir.BoxedType(x.Rep)
	if x.Rep == rt.Tag {
		v.Type = x.Type
	}
}

// isCall makes the instruction at hand the call of a runtime function with the same kind of result.
func (s *specializer) isCall(name string, args ...*hir.Value) {
	s.v.Args = args
	toRT(s.v, name)
}

func (s *specializer) instr() {
	v := s.v
	if s.members && v.Op != hir.OpGetAttr && v.Op != hir.OpSetAttr && v.Op != hir.OpCallMethod {
		return
	}
	switch v.Op {
	case hir.OpBinary:
		s.binary(hir.BinKind(v.Int), v.Args[0], v.Args[1])
	case hir.OpUnary:
		s.unary(hir.UnaryKind(v.Int), v.Args[0])
	case hir.OpCompare:
		if c := s.compare(hir.CmpKind(v.Int), v.Args[0], v.Args[1]); c != nil {
			s.is(c)
		}
	case hir.OpCompareBool:
		s.compareBool(hir.CmpKind(v.Int), v.Args[0], v.Args[1])
	case hir.OpTruth:
		s.truth(v.Args[0])
	case hir.OpLen:
		if !v.MayRaise() {
			v.Except = nil
		}
	case hir.OpBuiltin:
		s.builtin(v.Aux.(string), v.Args)
	case hir.OpCall:
		if !s.math() {
			s.heap()
		}
	case hir.OpSubscr:
		if !s.sliceIndex() {
			s.subscript("spc_subscr_tag")
		}
	case hir.OpStoreSubscr:
		if !s.sliceIndex() {
			s.subscript("spc_store_subscr_tag")
		}
	case hir.OpDelSubscr:
		s.sliceIndex()
	case hir.OpContains:
		s.contains(v.Args[0], v.Args[1])
	case hir.OpRT:
		switch v.Aux.(*rt.Func).Name {
		case "spc_get_slice", "spc_store_slice", "spc_del_slice":
			s.slice(bounds{v.Args[1], v.Args[2]}, v.Args[3:])
		case "spc_set_add":
			s.setAdd()
		}
	case hir.OpGetAttr:
		s.getAttr(v.Args[0])
	case hir.OpSetAttr:
		s.setAttr(v.Args[0], v.Args[1])
	case hir.OpCallMethod:
		if !s.math() && !s.heap() && !s.builtinMethod() {
			s.callMethod()
		}
	case hir.OpCast:
		s.cast()
	}
}

// subscript reads or writes an item by an index that is likely an int; in a list or tuple it is then found without making
// an object of the index.
func (s *specializer) subscript(name string) {
	v := s.v
	o, i := v.Args[0], v.Args[1]
	if !s.isLikelyInt(i) || o.Type.Is(hir.Dict) {
		return
	}
	if from := peel(i); !o.Type.Is(hir.List) && !o.Type.Is(hir.Tuple) && !o.Type.Is(hir.Str) && from.Op != hir.OpBox {
		return // the object is there already, and may be what is needed
	}
	if o.Type.IsExact(hir.List) && i.Type.IsExact(hir.Int) {
		name = ofList[name]
	}
	v.Args[1] = s.tag(i)
	toRT(v, name)
}

// setAdd puts an int that is no object yet into a set.
func (s *specializer) setAdd() {
	set, x := s.v.Args[0], s.v.Args[1]
	if peel(x).Op == hir.OpBox && s.isLikelyInt(x) {
		s.isCall("spc_set_add_tag", set, s.tag(x))
	}
}

// ofList are the functions for exact lists and ints.
var ofList = map[string]string{"spc_subscr_tag": "spc_list_get_tag", "spc_store_subscr_tag": "spc_list_set_tag"}

// exactContainer is the name by which the runtime's functions know the container class that t's values are exact instances
// of; "" for others.
func exactContainer(t hir.Type) string {
	switch {
	case t.IsGeneric(hir.CheckedList):
		return "checked_list"
	case t.IsGeneric(hir.CheckedDict):
		return "checked_dict"
	}
	for _, c := range []*hir.Class{hir.List, hir.Tuple, hir.Dict, hir.Set, hir.Str} {
		if t.IsExact(c) {
			return c.Name
		}
	}
	return ""
}

func (s *specializer) isLikelyInt(v *hir.Value) bool { return !s.members && s.likely.Has(v.ID) }

// float gives v, which is a float or an int, as a machine double; an int too large for one raises OverflowError, as in
// Python.
func (s *specializer) float(v *hir.Value) *hir.Value {
	x := s.f.NewValue(hir.OpUnbox, rt.F64, hir.ExactOf(hir.Float), v)
	if from := peel(v); from.Op == hir.OpBox && from.Args[0].Rep == rt.Tag {
		x.Args[0] = from.Args[0]
	}
	x.Block = s.cur
	if by, _ := fold(x); by != nil {
		return by
	}
	if x.Op != hir.OpUnbox || !x.MayRaise() {
		return s.cur.Add(x)
	}
	return s.raising(x)
}

// tag gives v as a tagged word.
func (s *specializer) tag(v *hir.Value) *hir.Value {
	from := peel(v)
	switch {
	case from.Op == hir.OpBox && from.Args[0].Rep == rt.Tag:
		return from.Args[0]
	case from.Op == hir.OpBox && from.Args[0].Rep == rt.I64:
		return s.call("spc_i64_to_tag", hir.ExactOf(hir.Int), from.Args[0])
	}
	return s.before(hir.OpToTag, rt.Tag, v.Type, v)
}

// floats reports whether x op y is an operation on doubles: one is a float, the other a float or an int that float's
// operators convert. An int on the left has the first word, so it must not be of a subclass.
func floats(x, y *hir.Value) bool {
	a, b := numberClass(x.Type), numberClass(y.Type)
	switch {
	case a == hir.Float:
		return b != nil || y.Type.Is(hir.Int)
	case b == hir.Float:
		return a != nil
	}
	return false
}

func (s *specializer) binary(k hir.BinKind, x, y *hir.Value) {
	op := k &^ hir.InPlace
	switch {
	case op == hir.BinMatMul:
	case floats(x, y):
		s.floatBinary(op, x, y)
	case numberClass(x.Type) == hir.BoolClass && numberClass(y.Type) == hir.BoolClass:
		s.boolBinary(op, x, y)
	case s.isLikelyInt(x) && s.isLikelyInt(y):
		s.intBinary(k, x, y)
	case x.Type.IsExact(hir.Str) && y.Type.IsExact(hir.Str) && k == hir.BinAdd:
		s.isCall("spc_str_concat", x, y)
	case x.Type.IsExact(hir.Str) && y.Type.IsExact(hir.Str) && k == hir.BinAdd|hir.InPlace:
		s.isCall("spc_str_append", x, y)
	}
}

var floatOps = map[hir.BinKind]hir.Op{hir.BinAdd: hir.OpAdd, hir.BinSub: hir.OpSub, hir.BinMul: hir.OpMul}

func (s *specializer) floatBinary(op hir.BinKind, x, y *hir.Value) {
	t := hir.ExactOf(hir.Float)
	if op > hir.BinPow {
		return // a TypeError
	}
	result := binaryType(op, x, y)
	a, b := s.float(x), s.float(y)
	switch {
	case floatOps[op] != 0:
		s.is(s.before(floatOps[op], rt.F64, t, a, b))
	case op == hir.BinPow && result != t:
		s.isCall("spc_f64_pow_obj", a, b)
	default:
		s.is(s.call("spc_f64_"+op.String(), t, a, b))
	}
}

// boolBinary is &, | and ^ on bools; with other operators bools are ints.
func (s *specializer) boolBinary(op hir.BinKind, x, y *hir.Value) {
	machine := map[hir.BinKind]hir.Op{hir.BinAnd: hir.OpAnd, hir.BinOr: hir.OpOr, hir.BinXor: hir.OpXor}[op]
	if machine == 0 {
		s.intBinary(op, x, y)
		return
	}
	s.is(s.before(machine, rt.Bool, hir.ExactOf(hir.BoolClass), s.bool(x), s.bool(y)))
}

// bool gives v, an exact bool, as a machine bool.
func (s *specializer) bool(v *hir.Value) *hir.Value {
	if from := peel(v); from.Op == hir.OpBox && from.Args[0].Rep == rt.Bool {
		return from.Args[0]
	}
	return s.before(hir.OpUnbox, rt.Bool, hir.ExactOf(hir.BoolClass), v)
}

func (s *specializer) intBinary(k hir.BinKind, x, y *hir.Value) {
	op := k &^ hir.InPlace
	a, b := numberClass(x.Type), numberClass(y.Type)
	if op == hir.BinTrueDiv {
		if a != nil && b != nil {
			s.is(s.call("spc_tag_truediv_f64", hir.ExactOf(hir.Float), s.tag(x), s.tag(y)))
		}
		return
	}
	if a != nil && b != nil {
		k = op // no int has a method of its own for the operator in place
	}
	t := binaryType(op, x, y)
	s.is(s.call("spc_tag_"+k.String(), t, s.tag(x), s.tag(y)))
}

func (s *specializer) unary(k hir.UnaryKind, x *hir.Value) {
	switch {
	case x.Type.IsExact(hir.Float) && k == hir.UnaryNeg:
		s.is(s.before(hir.OpNeg, rt.F64, x.Type, s.float(x)))
	case x.Type.IsExact(hir.Float) && k == hir.UnaryPos:
		s.is(s.float(x))
	case s.isLikelyInt(x):
		s.is(s.call("spc_tag_"+k.String(), unaryType(k, x.Type), s.tag(x)))
	}
}

// compare gives the truth of a comparison of numbers or strings as a bool; nil when it has to be done by the object's own
// methods.
func (s *specializer) compare(k hir.CmpKind, x, y *hir.Value) *hir.Value {
	t := hir.ExactOf(hir.BoolClass)
	a, b := numberClass(x.Type), numberClass(y.Type)
	switch {
	case a == hir.Float && b == hir.Float || a == hir.Float && isExactInDouble(y) || b == hir.Float && isExactInDouble(x):
		c := s.before(hir.OpCmp, rt.Bool, t, s.float(x), s.float(y))
		c.Int = int64(k)
		return c
	case a == hir.Float && b == hir.Int:
		return s.compareMixed(k, x, y)
	case a == hir.Int && b == hir.Float:
		return s.compareMixed(mirrored[k], y, x)
	case s.isLikelyInt(x) && s.isLikelyInt(y):
		if a == nil || b == nil {
			if s.v.Op == hir.OpCompare && s.strict.Has(s.v.ID) {
				return s.call("spc_tag_"+k.String()+"_strict", t, s.tag(x), s.tag(y))
			}
			return nil // the result may be any object
		}
		return s.call("spc_tag_"+k.String(), t, s.tag(x), s.tag(y))
	case x.Type.IsExact(hir.Str) && y.Type.IsExact(hir.Str) && (k == hir.CmpEQ || k == hir.CmpNE):
		c := s.sameText(x, y)
		if k == hir.CmpNE {
			c = s.before(hir.OpNot, rt.Bool, t, c)
		}
		return c
	}
	return nil
}

// strictComparisons finds the comparisons of objects of which nothing is wanted but that the result is a bool, and which.
func (s *specializer) strictComparisons() hir.Bits {
	strict := hir.NewBits(s.f.NumValues())
	for _, b := range s.f.Blocks {
		for _, v := range b.Instrs {
			if v.Op != hir.OpCast || !v.Cast.IsExact(hir.BoolClass) {
				continue
			}
			if x := v.Args[0]; x.Op == hir.OpCompare && s.uses[x.ID] == 1 && x.Loc == v.Loc && sameHandler(x, v) {
				strict.Set(x.ID)
			}
		}
	}
	return strict
}

// isExactInDouble reports whether v is an int constant that a double holds, so that comparing as doubles is exact.
func isExactInDouble(v *hir.Value) bool {
	_, ok := constNumber(v)
	return ok && v.Type.IsExact(hir.Int)
}

// compareMixed compares a float with an int of any size.
func (s *specializer) compareMixed(k hir.CmpKind, x, y *hir.Value) *hir.Value {
	kind := s.before(hir.OpIntConst, rt.I32, hir.Any)
	kind.Int = int64(k)
	return s.call("spc_f64_cmp_tag", hir.ExactOf(hir.BoolClass), s.float(x), s.tag(y), kind)
}

func (s *specializer) compareBool(k hir.CmpKind, x, y *hir.Value) {
	if s.isLikelyInt(x) && s.isLikelyInt(y) && (numberClass(x.Type) == nil || numberClass(y.Type) == nil) {
		s.isCall("spc_tag_"+k.String(), s.tag(x), s.tag(y))
		return
	}
	if c := s.compare(k, x, y); c != nil {
		s.isBool(c)
		return
	}
	if (x.Type.Is(hir.Str) || y.Type.Is(hir.Str)) && (k == hir.CmpEQ || k == hir.CmpNE) {
		s.isCall("spc_text_"+k.String(), x, y)
	}
}

// isBool makes the instruction at hand, whose result is a bool, the same as c.
func (s *specializer) isBool(c *hir.Value) {
	not := s.before(hir.OpNot, rt.Bool, c.Type, c) // simplify takes the two away
	become(s.v, hir.OpNot, not)
}

func (s *specializer) truth(x *hir.Value) {
	v := s.v
	switch {
	case x.Rep != rt.Obj:
	case x.Type.IsExact(hir.BoolClass):
		become(v, hir.OpUnbox, x)
	case x.Type.IsExact(hir.Float):
		become(v, hir.OpConvert, s.float(x))
	case s.isLikelyInt(x):
		v.Args[0] = s.tag(x)
	case exactContainer(x.Type) != "" || x.Type.IsGeneric(hir.Array):
		n := s.before(hir.OpLen, rt.I64, hir.ExactOf(hir.Int), x)
		zero := s.before(hir.OpIntConst, rt.I64, hir.Any)
		become(v, hir.OpCmp, n, zero)
		v.Int = int64(hir.CmpNE)
	}
}

// cast tests the tag instead of the object that would be made of it.
func (s *specializer) cast() {
	v := s.v
	from := peel(v.Args[0])
	if from.Op != hir.OpBox || from.Args[0].Rep != rt.Tag || v.Rep != rt.Obj {
		return
	}
	x := s.f.NewValue(hir.OpCast, rt.Tag, v.Type, from.Args[0])
	x.Cast = v.Cast
	s.is(s.raising(x))
}

// tagBinary gives the operator of a call of a runtime function on two tags.
func tagBinary(v *hir.Value) (hir.BinKind, bool) {
	name, isTag := strings.CutPrefix(v.Aux.(*rt.Func).Name, "spc_tag_")
	if !isTag || len(v.Args) != 2 || v.Rep != rt.Tag {
		return 0, false
	}
	name = strings.TrimPrefix(name, "inplace_")
	k, ok := binKinds[name]
	return k, ok
}

var binKinds = map[string]hir.BinKind{}

var tagUnary = map[string]hir.UnaryKind{"spc_tag_neg": hir.UnaryNeg, "spc_tag_pos": hir.UnaryPos, "spc_tag_invert": hir.UnaryInvert}

func init() {
	for k := hir.BinAdd; k <= hir.BinXor; k++ {
		binKinds[k.String()] = k
	}
}

// likelyInts finds the values that are ints or come from operators on such.
func likelyInts(f *hir.Func) hir.Bits {
	likely := hir.NewBits(f.NumValues())
	order := f.ReversePostorder()
	preds := f.Preds(order)
	unlikely := hir.NewBits(f.NumValues()) // parameters start as likely
	is := func(v *hir.Value) bool {
		switch {
		case v.Type.Is(hir.Int):
			return true
		case v.Type.Class != nil:
			return false
		case v.Op == hir.OpParam:
			return v.Block != f.Blocks[0] && !unlikely.Has(v.ID)
		}
		return likely.Has(v.ID)
	}
	for again := true; again; {
		again = false
		likely = hir.NewBits(f.NumValues())
		for _, b := range order {
			for _, v := range b.Instrs {
				if is(v) || fromLikelyInts(v, is) {
					likely.Set(v.ID)
				}
			}
		}
		for _, b := range order {
			for i, p := range b.Params {
				if !is(p) {
					continue
				}
				for _, in := range preds[b.ID] {
					if a := in.Edge.Args[i]; a.Op != hir.OpNull && !is(a) && !p.Type.Is(hir.Int) {
						unlikely.Set(p.ID)
						again = true
						break
					}
				}
			}
		}
	}
	for _, b := range order {
		for _, p := range b.Params {
			if is(p) {
				likely.Set(p.ID)
			}
		}
	}
	return likely
}

// fromLikelyInts reports whether v comes from an operator on values that are likely ints.
func fromLikelyInts(v *hir.Value, is func(*hir.Value) bool) bool {
	switch v.Op {
	case hir.OpRefine, hir.OpNotNone, hir.OpBox, hir.OpToTag:
		return v.Args[0].Rep.IsRef() && is(v.Args[0])
	case hir.OpBinary:
		k := hir.BinKind(v.Int) &^ hir.InPlace
		return k != hir.BinTrueDiv && k != hir.BinMatMul && is(v.Args[0]) && is(v.Args[1])
	case hir.OpUnary:
		return is(v.Args[0])
	case hir.OpRT:
		_, binary := tagBinary(v)
		_, unary := tagUnary[v.Aux.(*rt.Func).Name]
		return binary || unary
	}
	return false
}
