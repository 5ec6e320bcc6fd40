package opt

import (
	"math"
	"math/bits"

	"spc/hir"
	"spc/rt"
)

// The rules of simplify: what one instruction is, given its operands. Each rule keeps what Python code can observe; -0.0
// and nan are kept apart, and nothing that can raise is folded away unless it is certain that it does not.

// fold gives the value that v always equals, or nil; changed says that v was rewritten into something simpler.
func fold(v *hir.Value) (by *hir.Value, changed bool) {
	switch v.Op {
	case hir.OpRefine, hir.OpCast:
		if v.Args[0].Type.Within(v.Cast) {
			return v.Args[0], false
		}
	case hir.OpNotNone:
		if !v.Args[0].Type.MayBeNone() {
			return v.Args[0], false
		}
	case hir.OpBox:
		return foldBox(v)
	case hir.OpUnbox:
		return foldUnbox(v)
	case hir.OpToTag:
		return foldToTag(v)
	case hir.OpToImm:
		if x := v.Args[0]; x.Op == hir.OpIntConst {
			become(v, hir.OpIntConst)
			v.Int = x.Int
			return nil, true
		} else if x.Op == hir.OpFromImm {
			return x.Args[0], false
		}
	case hir.OpFromImm:
		if x := v.Args[0]; x.Op == hir.OpIntConst {
			become(v, hir.OpIntConst)
			v.Int = x.Int
			return nil, true
		} else if x.Op == hir.OpToImm {
			return x.Args[0], false
		}
	case hir.OpConvert:
		return foldConvert(v)
	case hir.OpIsNull:
		return nil, foldIsNull(v)
	case hir.OpIsType:
		if x := v.Args[0]; x.Op == hir.OpBox && x.Args[0].Rep == rt.Tag {
			v.Args[0] = x.Args[0] // the word tells as much as the object
			return nil, true
		}
		return nil, foldIsType(v)
	case hir.OpIs:
		return nil, foldIs(v)
	case hir.OpTruth:
		return foldTruth(v)
	case hir.OpNot:
		return foldNot(v)
	case hir.OpCmp:
		return nil, foldCmp(v)
	case hir.OpAdd, hir.OpSub, hir.OpMul, hir.OpAnd, hir.OpOr, hir.OpXor, hir.OpShl, hir.OpShr, hir.OpNeg, hir.OpInvert:
		if v.Rep.IsFloat() {
			return foldFloat(v)
		}
		return foldInt(v)
	case hir.OpDiv:
		if v.Rep.IsFloat() {
			return foldFloat(v)
		}
	case hir.OpRT:
		return foldRT(v)
	}
	return nil, false
}

// objConst gives the constant that v is.
func objConst(v *hir.Value) (value any, ok bool) {
	v = peel(v)
	if v.Op != hir.OpConst {
		return nil, false
	}
	return v.Aux.(*hir.Const).Value, true
}

// toConst makes v, an object, a constant.
func toConst(v *hir.Value, value any) {
	c := module(v).Const(value)
	become(v, hir.OpConst)
	v.Aux, v.Type = c, hir.ConstType(value)
}

func module(v *hir.Value) *hir.Module { return v.Block.Func.Module }

func setInt(v *hir.Value, n int64) {
	become(v, hir.OpIntConst)
	v.Int = n
}

func setFloat(v *hir.Value, x float64) {
	become(v, hir.OpFloatConst)
	v.Float = x
}

func foldBox(v *hir.Value) (*hir.Value, bool) {
	x := v.Args[0]
	switch x.Op {
	case hir.OpIntConst:
		switch {
		case x.Rep == rt.Bool:
			toConst(v, x.Int != 0)
		case x.Rep == rt.U64 && x.Int < 0:
			return nil, false
		default:
			toConst(v, x.Int)
		}
		return nil, true
	case hir.OpFloatConst:
		toConst(v, x.Float)
		return nil, true
	case hir.OpToTag:
		return x.Args[0], false
	case hir.OpUnbox:
		if y := x.Args[0]; y.Rep == rt.Obj && (x.Rep == rt.F64 && y.Type.IsExact(hir.Float) || x.Rep == rt.Bool && y.Type.IsExact(hir.BoolClass)) {
			return y, false
		}
	case hir.OpToImm:
		v.Args[0] = x.Args[0]
		return nil, true
	case hir.OpRT:
		if isRT(x, "spc_i64_to_tag") {
			v.Args[0] = x.Args[0]
			return nil, true
		}
	}
	if x.Rep == rt.Tag && v.Type != x.Type && x.Type.Within(v.Type) {
		v.Type = x.Type
		return nil, true
	}
	return nil, false
}

func foldUnbox(v *hir.Value) (*hir.Value, bool) {
	x := peel(v.Args[0])
	switch x.Op {
	case hir.OpBox:
		from := x.Args[0]
		switch {
		case from.Rep == v.Rep:
			return from, false
		case from.Rep == rt.Tag:
			v.Args[0] = from
			return nil, true
		case v.Rep.IsFloat() && (from.Rep.IsInt() || from.Rep.IsFloat()) && v.Rep == rt.F64:
			become(v, hir.OpConvert, from)
			return nil, true
		}
	case hir.OpToTag:
		if v.Rep != rt.Bool && x.Type.IsExact(hir.Int) {
			v.Args[0] = x.Args[0]
			return nil, true
		}
	case hir.OpToImm:
		if v.Rep == rt.I64 {
			return x.Args[0], false
		}
		if v.Rep == rt.F64 {
			become(v, hir.OpConvert, x.Args[0])
			return nil, true
		}
	case hir.OpRT:
		if isRT(x, "spc_i64_to_tag") && v.Rep == rt.I64 {
			return x.Args[0], false
		}
		if isRT(x, "spc_i64_to_tag") && v.Rep == rt.F64 {
			become(v, hir.OpConvert, x.Args[0])
			return nil, true
		}
	case hir.OpIntConst:
		if x.Rep == rt.Tag {
			return nil, unboxConst(v, x.Int)
		}
	case hir.OpConst:
		return nil, unboxConst(v, x.Aux.(*hir.Const).Value)
	}
	return nil, false
}

// unboxConst makes v, an unboxing of a constant, a machine constant when it fits.
func unboxConst(v *hir.Value, c any) bool {
	switch c := c.(type) {
	case bool:
		if v.Rep == rt.Bool {
			setBool(v, c)
			return true
		}
	case int64:
		switch {
		case v.Rep == rt.F64 || v.Rep == rt.F32 && c == int64(float32(c)):
			setFloat(v, float64(c))
			return true
		case v.Rep.IsInt() && fits(c, v.Rep):
			setInt(v, c)
			return true
		}
	case float64:
		if v.Rep == rt.F64 {
			setFloat(v, c)
			return true
		}
	}
	return false
}

// fits reports whether the machine integer type r holds n.
func fits(n int64, r rt.Rep) bool {
	width := r.Bits()
	if r.IsSigned() {
		return n<<(64-width)>>(64-width) == n
	}
	return n >= 0 && (width == 64 || n>>width == 0)
}

// fitsTag reports whether a tag holds n as an immediate.
func fitsTag(n int64) bool { return n<<1>>1 == n }

func foldToTag(v *hir.Value) (*hir.Value, bool) {
	x := v.Args[0]
	if from := peel(x); from.Op == hir.OpBox {
		switch y := from.Args[0]; {
		case y.Rep == rt.Tag && (from == x || y.Type.Within(x.Type)):
			return y, false
		case y.Rep == rt.Tag && x.Op == hir.OpRefine: // the fact holds of the word, too
			become(v, hir.OpRefine, y)
			v.Cast = x.Cast
			return nil, true
		case y.Rep.IsInt() && y.Rep.Bits() < 64:
			wide := v.Block.Func.NewValue(hir.OpConvert, rt.I64, hir.ExactOf(hir.Int), y)
			insertBefore(v, wide)
			become(v, hir.OpToImm, wide)
			v.Type = hir.ExactOf(hir.Int)
			return nil, true
		}
	}
	if c, ok := objConst(x); ok {
		if n, ok := c.(int64); ok && fitsTag(n) {
			setInt(v, n)
			v.Type = hir.ExactOf(hir.Int)
			return nil, true
		}
	}
	if x.Op == hir.OpNull {
		become(v, hir.OpNull)
		return nil, true
	}
	return nil, false
}

// insertBefore puts x, which cannot raise, right before v.
func insertBefore(v, x *hir.Value) {
	b := v.Block
	for i, w := range b.Instrs {
		if w == v {
			b.Instrs = append(b.Instrs[:i:i], append([]*hir.Value{x}, b.Instrs[i:]...)...)
			x.Block = b
			return
		}
	}
	panic("opt: an instruction is not in its block")
}

func foldConvert(v *hir.Value) (*hir.Value, bool) {
	x := v.Args[0]
	if x.Rep == v.Rep {
		return x, false
	}
	switch {
	case x.Op == hir.OpIntConst && x.Rep != rt.Tag && v.Rep.IsInt():
		n := truncate(x.Int, v.Rep)
		if x.Rep == rt.Bool && x.Int != 0 {
			n = 1
		}
		setInt(v, n)
		return nil, true
	case x.Op == hir.OpIntConst && (x.Rep.IsInt() || x.Rep == rt.Bool) && v.Rep == rt.F64:
		if x.Rep == rt.U64 {
			setFloat(v, float64(uint64(x.Int)))
		} else {
			setFloat(v, float64(x.Int))
		}
		return nil, true
	case x.Op == hir.OpIntConst && v.Rep == rt.Bool:
		setBool(v, x.Int != 0)
		return nil, true
	case x.Op == hir.OpFloatConst && v.Rep == rt.Bool:
		setBool(v, x.Float != 0)
		return nil, true
	case x.Op == hir.OpFloatConst && x.Rep == rt.F32 && v.Rep == rt.F64:
		setFloat(v, float64(float32(x.Float)))
		return nil, true
	}
	return nil, false
}

// truncate is n as the machine integer type r holds it, extended to 64 bits.
func truncate(n int64, r rt.Rep) int64 {
	shift := 64 - r.Bits()
	if r.IsSigned() {
		return n << shift >> shift
	}
	return int64(uint64(n) << shift >> shift)
}

// neverNull reports whether v is a reference to something for sure.
func neverNull(v *hir.Value) bool {
	switch v.Op {
	case hir.OpConst, hir.OpIntConst, hir.OpBox, hir.OpTypeRef, hir.OpFuncRef, hir.OpGenRef, hir.OpToImm, hir.OpMakeFunction,
		hir.OpLoadGlobal, hir.OpAlloc, hir.OpBinary, hir.OpUnary, hir.OpCompare, hir.OpGetAttr, hir.OpSubscr, hir.OpCall, hir.OpCallMethod, hir.OpLoadMethod, hir.OpCallLoaded, hir.OpGetIter,
		hir.OpInvoke, hir.OpInvokeMethod:
		return true
	case hir.OpRefine, hir.OpNotNone, hir.OpCast, hir.OpToTag:
		return neverNull(v.Args[0])
	case hir.OpRT:
		return v.Aux.(*rt.Func).Err == rt.Null
	}
	return false
}

func foldIsNull(v *hir.Value) bool {
	switch x := v.Args[0]; {
	case x.Op == hir.OpNull:
		setBool(v, true)
	case neverNull(x):
		setBool(v, false)
	default:
		return false
	}
	return true
}

func foldIsType(v *hir.Value) bool {
	t, want := v.Args[0].Type, v.Cast
	switch {
	case t.Within(want):
		setBool(v, true)
	case disjoint(t, want):
		setBool(v, false)
	default:
		return false
	}
	return true
}

// disjoint reports whether no object can be of both types. Only exact classes tell: a class may have subclasses
// that also derive from any other.
func disjoint(t, u hir.Type) bool {
	if t.Class == nil || u.Class == nil || t.MayBeNone() && u.MayBeNone() {
		return false
	}
	if t.Exact || t.Class.Final {
		return !t.Class.IsSubclass(u.Class) || (u.Exact || u.Class.Final) && t.Class != u.Class
	}
	return (u.Exact || u.Class.Final) && !u.Class.IsSubclass(t.Class)
}

func foldIs(v *hir.Value) bool {
	x, y := v.Args[0], v.Args[1]
	if peel(x) == peel(y) {
		setBool(v, true)
		return true
	}
	for range 2 {
		if c, ok := objConst(y); ok && c == nil {
			switch t := x.Type; {
			case t.IsNone():
				setBool(v, true)
				return true
			case !t.MayBeNone():
				setBool(v, false)
				return true
			}
		}
		x, y = y, x
	}
	return false
}

func foldTruth(v *hir.Value) (*hir.Value, bool) {
	x := peel(v.Args[0])
	if c, ok := objConst(x); ok {
		if known, ok := constTruth(c); ok {
			setBool(v, known)
			return nil, true
		}
	}
	if x.Op != hir.OpBox {
		return nil, false
	}
	switch y := x.Args[0]; y.Rep {
	case rt.Bool:
		return y, false
	case rt.Tag:
		v.Args[0] = y
	default:
		become(v, hir.OpConvert, y)
	}
	return nil, true
}

// constTruth is the truth of a constant.
func constTruth(c any) (truth, ok bool) {
	switch c := c.(type) {
	case nil:
		return false, true
	case bool:
		return c, true
	case int64:
		return c != 0, true
	case float64:
		return c != 0, true
	case string:
		return c != "", true
	}
	return false, false
}

func foldNot(v *hir.Value) (*hir.Value, bool) {
	x := v.Args[0]
	switch {
	case x.Op == hir.OpIntConst:
		setBool(v, x.Int == 0)
		return nil, true
	case x.Op == hir.OpNot:
		return x.Args[0], false
	case x.Op == hir.OpCmp && !x.Args[0].Rep.IsFloat(): // with nan, not less is not greater or equal
		k := negated[x.Int]
		become(v, hir.OpCmp, x.Args...)
		v.Int = int64(k)
		return nil, true
	}
	return nil, false
}

var negated = [...]hir.CmpKind{hir.CmpLT: hir.CmpGE, hir.CmpLE: hir.CmpGT, hir.CmpEQ: hir.CmpNE, hir.CmpNE: hir.CmpEQ,
	hir.CmpGT: hir.CmpLE, hir.CmpGE: hir.CmpLT}

// mirrored is the comparison with its operands exchanged.
var mirrored = [...]hir.CmpKind{hir.CmpLT: hir.CmpGT, hir.CmpLE: hir.CmpGE, hir.CmpEQ: hir.CmpEQ, hir.CmpNE: hir.CmpNE,
	hir.CmpGT: hir.CmpLT, hir.CmpGE: hir.CmpLE}

func foldCmp(v *hir.Value) bool {
	x, y := v.Args[0], v.Args[1]
	k := hir.CmpKind(v.Int)
	switch {
	case x.Op == hir.OpIntConst && y.Op == hir.OpIntConst:
		less := x.Int < y.Int
		if !x.Rep.IsSigned() && x.Rep != rt.Tag {
			less = uint64(x.Int) < uint64(y.Int)
		}
		setBool(v, ordered(k, less, x.Int == y.Int))
	case x.Op == hir.OpFloatConst && y.Op == hir.OpFloatConst:
		a, b := x.Float, y.Float
		if math.IsNaN(a) || math.IsNaN(b) {
			setBool(v, k == hir.CmpNE)
		} else {
			setBool(v, ordered(k, a < b, a == b))
		}
	case x == y && !x.Rep.IsFloat():
		setBool(v, ordered(k, false, true))
	default:
		return false
	}
	return true
}

// ordered is the comparison k of two ordered values.
func ordered(k hir.CmpKind, less, equal bool) bool {
	switch k {
	case hir.CmpLT:
		return less
	case hir.CmpLE:
		return less || equal
	case hir.CmpEQ:
		return equal
	case hir.CmpNE:
		return !equal
	case hir.CmpGT:
		return !less && !equal
	}
	return !less
}

func foldInt(v *hir.Value) (*hir.Value, bool) {
	if !v.Rep.IsInt() {
		return nil, false
	}
	x := v.Args[0]
	if len(v.Args) == 1 {
		if x.Op != hir.OpIntConst {
			return nil, false
		}
		n := -x.Int
		if v.Op == hir.OpInvert {
			n = ^x.Int
		}
		setInt(v, truncate(n, v.Rep))
		return nil, true
	}
	y := v.Args[1]
	if x.Op == hir.OpIntConst && y.Op == hir.OpIntConst {
		if n, ok := machineInt(v.Op, v.Rep, x.Int, y.Int); ok {
			setInt(v, truncate(n, v.Rep))
			return nil, true
		}
	}
	if y.Op == hir.OpIntConst {
		switch {
		case y.Int == 0 && v.Op != hir.OpMul && v.Op != hir.OpAnd, y.Int == 1 && v.Op == hir.OpMul:
			return x, false
		}
	}
	if x.Op == hir.OpIntConst && (x.Int == 0 && (v.Op == hir.OpAdd || v.Op == hir.OpOr || v.Op == hir.OpXor) || x.Int == 1 && v.Op == hir.OpMul) {
		return y, false
	}
	return nil, false
}

// machineInt computes with wrap-around; a shift by the width or more is left alone.
func machineInt(op hir.Op, r rt.Rep, x, y int64) (int64, bool) {
	switch op {
	case hir.OpAdd:
		return x + y, true
	case hir.OpSub:
		return x - y, true
	case hir.OpMul:
		return x * y, true
	case hir.OpAnd:
		return x & y, true
	case hir.OpOr:
		return x | y, true
	case hir.OpXor:
		return x ^ y, true
	}
	if y < 0 || y >= int64(r.Bits()) {
		return 0, false
	}
	switch {
	case op == hir.OpShl:
		return x << y, true
	case r.IsSigned():
		return x >> y, true
	}
	return int64(uint64(x) >> y), true
}

// foldFloat computes with constants of double precision. What would be a nan is left to the machine, whose nans have a
// sign of their own.
func foldFloat(v *hir.Value) (*hir.Value, bool) {
	if v.Rep != rt.F64 {
		return nil, false
	}
	x := v.Args[0]
	if len(v.Args) == 1 {
		if x.Op == hir.OpFloatConst && v.Op == hir.OpNeg {
			setFloat(v, -x.Float)
			return nil, true
		}
		return nil, false
	}
	y := v.Args[1]
	if x.Op == hir.OpFloatConst && y.Op == hir.OpFloatConst {
		var r float64
		switch v.Op {
		case hir.OpAdd:
			r = x.Float + y.Float
		case hir.OpSub:
			r = x.Float - y.Float
		case hir.OpMul:
			r = x.Float * y.Float
		default:
			r = x.Float / y.Float
		}
		if !math.IsNaN(r) {
			setFloat(v, r)
			return nil, true
		}
	}
	if y.Op == hir.OpFloatConst && y.Float == 1 && (v.Op == hir.OpMul || v.Op == hir.OpDiv) {
		return x, false
	}
	return nil, false
}

func foldRT(v *hir.Value) (*hir.Value, bool) {
	name := v.Aux.(*rt.Func).Name
	switch name {
	case "spc_tag_is_small":
		switch x := v.Args[0]; {
		case x.Op == hir.OpIntConst || x.Op == hir.OpToImm:
			setBool(v, true)
			return nil, true
		}
		return nil, false
	case "spc_subscr_tag", "spc_store_subscr_tag", "spc_list_get_tag", "spc_list_set_tag":
		return nil, foldIndex(v, name)
	case "spc_tag_range_stop", "spc_tag_ssize":
		switch x := v.Args[0]; {
		case x.Op == hir.OpToImm || isRT(x, "spc_i64_to_tag"):
			return x.Args[0], false
		case x.Op == hir.OpIntConst:
			setInt(v, x.Int)
			return nil, true
		case x.Op == hir.OpToTag:
			if from := peel(x.Args[0]); from.Op == hir.OpBox && from.Args[0].Rep == rt.I64 {
				return from.Args[0], false
			}
		}
		return nil, false
	case "spc_is_word":
		return nil, foldIsWord(v)
	case "spc_f64_truediv":
		if y := v.Args[1]; y.Op == hir.OpFloatConst && y.Float != 0 {
			become(v, hir.OpDiv, v.Args...)
			return nil, true
		}
		return nil, false
	}
	if len(v.Args) == 2 && v.Args[0].Rep == rt.Tag && v.Args[0].Op == hir.OpIntConst && v.Args[1].Op == hir.OpIntConst && v.Args[1].Rep == rt.Tag {
		return nil, foldTags(v, name, v.Args[0].Int, v.Args[1].Int)
	}
	return nil, false
}

// byWord are the functions that take the index of an item as a machine int, for those that take it as a tag.
var byWord = map[string]string{"spc_subscr_tag": "spc_seq_get", "spc_store_subscr_tag": "spc_seq_set",
	"spc_list_get_tag": "spc_list_get", "spc_list_set_tag": "spc_list_set"}

func foldIndex(v *hir.Value, name string) bool {
	i := v.Args[1]
	switch {
	case i.Op == hir.OpToImm || isRT(i, "spc_i64_to_tag"):
		v.Args[1] = i.Args[0]
	case i.Op == hir.OpIntConst:
		n := v.Block.Func.NewValue(hir.OpIntConst, rt.I64, hir.ExactOf(hir.Int))
		n.Int = i.Int
		insertBefore(v, n)
		v.Args[1] = n
	default:
		return false
	}
	toRT(v, byWord[name])
	return true
}

func foldIsWord(v *hir.Value) bool {
	x := peel(v.Args[0])
	if x.Op == hir.OpBox {
		switch from := x.Args[0]; {
		case from.Rep.IsInt() && from.Rep != rt.U64:
			setBool(v, true)
			return true
		case from.Rep == rt.Tag:
			v.Args[0] = from
			toRT(v, "spc_tag_is_small") // the others of 64 bits are as good as too large
			return true
		}
	}
	c, ok := objConst(x)
	if !ok {
		return false
	}
	_, isWord := c.(int64)
	setBool(v, isWord)
	return true
}

// foldTags computes with small ints.
func foldTags(v *hir.Value, name string, x, y int64) bool {
	var r int64
	switch name {
	case "spc_tag_add", "spc_tag_inplace_add":
		r = x + y // of 63 bits each
	case "spc_tag_sub", "spc_tag_inplace_sub":
		r = x - y
	case "spc_tag_mul", "spc_tag_inplace_mul":
		hi, lo := bits.Mul64(uint64(abs(x)), uint64(abs(y)))
		if hi != 0 || lo >= 1<<62 {
			return false
		}
		r = x * y
	default:
		if k, ok := tagCompare[name]; ok {
			setBool(v, ordered(k, x < y, x == y))
			return true
		}
		return false
	}
	if !fitsTag(r) {
		return false
	}
	setInt(v, r)
	v.Type = hir.ExactOf(hir.Int)
	return true
}

func abs(n int64) int64 {
	if n < 0 {
		return -n
	}
	return n
}

var tagCompare = map[string]hir.CmpKind{"spc_tag_lt": hir.CmpLT, "spc_tag_le": hir.CmpLE, "spc_tag_eq": hir.CmpEQ,
	"spc_tag_ne": hir.CmpNE, "spc_tag_gt": hir.CmpGT, "spc_tag_ge": hir.CmpGE}
