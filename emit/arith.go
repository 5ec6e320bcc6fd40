package emit

import (
	"fmt"
	"math"
	"strconv"

	"github.com/llir/llvm/ir"
	"github.com/llir/llvm/ir/constant"
	"github.com/llir/llvm/ir/enum"
	"github.com/llir/llvm/ir/types"
	"github.com/llir/llvm/ir/value"

	"spc/hir"
	"spc/rt"
)

// floatConst makes a constant with exactly these bits; decimal output of the library could round.
func floatConst(t *types.FloatType, x float64) value.Value {
	if t == types.Float {
		x = float64(float32(x)) // LLVM writes float constants with double bits
	}
	return bitsConst{constant.NewFloat(t, 0), "0x" + hex16(math.Float64bits(x))}
}

func hex16(u uint64) string {
	s := strconv.FormatUint(u, 16)
	for len(s) < 16 {
		s = "0" + s
	}
	return s
}

// bitsConst is a float constant printed by its bits.
type bitsConst struct {
	*constant.Float
	bits string
}

// Ident is the constant without its type.
func (c bitsConst) Ident() string { return c.bits }

// String is the constant with its type.
func (c bitsConst) String() string { return c.Type().String() + " " + c.bits }

// arith emits machine arithmetic that wraps; only division can fail.
func (e *fn) arith(v *hir.Value) {
	x := e.use(v.Args[0])
	if len(v.Args) == 1 {
		e.vals[v] = e.unary(v, x)
		return
	}
	y := e.use(v.Args[1])
	switch {
	case v.Rep.IsFloat():
		e.vals[v] = e.floatOp(v.Op, x, y)
	case v.Op == hir.OpDiv || v.Op == hir.OpMod:
		e.division(v, x, y)
	default:
		e.vals[v] = e.intOp(v.Op, v.Rep, x, y)
	}
}

func (e *fn) unary(v *hir.Value, x value.Value) value.Value {
	switch {
	case v.Op == hir.OpNot:
		return bin(e, ir.NewXor, x, value.Value(constant.True))
	case v.Rep.IsFloat():
		i := &ir.InstFNeg{X: x}
		e.add(i)
		return i
	}
	t := llType(v.Rep).(*types.IntType)
	if v.Op == hir.OpNeg {
		return bin(e, ir.NewSub, value.Value(constant.NewInt(t, 0)), x)
	}
	return bin(e, ir.NewXor, x, value.Value(constant.NewInt(t, -1)))
}

func (e *fn) floatOp(op hir.Op, x, y value.Value) value.Value {
	switch op {
	case hir.OpAdd:
		return bin(e, ir.NewFAdd, x, y)
	case hir.OpSub:
		return bin(e, ir.NewFSub, x, y)
	case hir.OpMul:
		return bin(e, ir.NewFMul, x, y)
	case hir.OpDiv:
		return bin(e, ir.NewFDiv, x, y)
	}
	return bin(e, ir.NewFRem, x, y)
}

func (e *fn) intOp(op hir.Op, r rt.Rep, x, y value.Value) value.Value {
	switch op {
	case hir.OpAdd:
		return bin(e, ir.NewAdd, x, y)
	case hir.OpSub:
		return bin(e, ir.NewSub, x, y)
	case hir.OpMul:
		return bin(e, ir.NewMul, x, y)
	case hir.OpAnd:
		return bin(e, ir.NewAnd, x, y)
	case hir.OpOr:
		return bin(e, ir.NewOr, x, y)
	case hir.OpXor:
		return bin(e, ir.NewXor, x, y)
	}
	// A count of the width or more is undefined in the specification (7.5); it is masked here.
	y = bin(e, ir.NewAnd, y, value.Value(constant.NewInt(llType(r).(*types.IntType), int64(r.Bits()-1))))
	switch {
	case op == hir.OpShl:
		return bin(e, ir.NewShl, x, y)
	case r.IsSigned():
		return bin(e, ir.NewAShr, x, y)
	}
	return bin(e, ir.NewLShr, x, y)
}

// division raises ZeroDivisionError for zero, and OverflowError for INT_MIN / -1, where the processor would trap; INT_MIN % -1 is 0.
func (e *fn) division(v *hir.Value, x, y value.Value) {
	t := llType(v.Rep).(*types.IntType)
	e.raiseIf(v, e.icmp(enum.IPredEQ, y, constant.NewInt(t, 0)), "spc_raise_zero_division")
	if !v.Rep.IsSigned() {
		if v.Op == hir.OpDiv {
			e.vals[v] = bin(e, ir.NewUDiv, x, y)
		} else {
			e.vals[v] = bin(e, ir.NewURem, x, y)
		}
		return
	}
	minusOne := e.icmp(enum.IPredEQ, y, constant.NewInt(t, -1))
	if v.Op == hir.OpDiv {
		smallest := e.icmp(enum.IPredEQ, x, constant.NewInt(t, -1<<(v.Rep.Bits()-1)))
		e.raiseIf(v, bin(e, ir.NewAnd, minusOne, smallest), "spc_raise_int_overflow")
		e.vals[v] = bin(e, ir.NewSDiv, x, y)
		return
	}
	safe := ir.NewSelect(minusOne, constant.NewInt(t, 1), y)
	e.add(safe)
	e.vals[v] = bin(e, ir.NewSRem, x, value.Value(safe))
}

// raiseIf has v raise by a function of the runtime when c holds.
func (e *fn) raiseIf(v *hir.Value, c value.Value, raise string) {
	bad, ok := e.block("bad"), e.block("good")
	e.condBr(c, bad, ok, -1)
	e.cur = bad
	e.setLasti(v.Loc)
	e.rt(raise)
	e.raiseTo(v.Loc, v.Except)
	e.cur = ok
}

// checkedOp computes on signed integers and raises OverflowError when the result is out of range (--overflow=raise).
func (e *fn) checkedOp(v *hir.Value) {
	x := e.use(v.Args[0])
	if v.Op == hir.OpShlChecked {
		y := e.use(v.Args[1])
		out := e.intOp(hir.OpShl, v.Rep, x, y)
		e.raiseIf(v, e.icmp(enum.IPredNE, e.intOp(hir.OpShr, v.Rep, out, y), x), "spc_raise_int_overflow")
		e.vals[v] = out
		return
	}
	t := llType(v.Rep).(*types.IntType)
	y := x
	if v.Op == hir.OpNegChecked {
		x = constant.NewInt(t, 0)
	} else {
		y = e.use(v.Args[1])
	}
	both := e.call(e.m.withOverflow(v.Op.Unchecked(), t), x, y)
	out, wrapped := ir.NewExtractValue(both, 0), ir.NewExtractValue(both, 1)
	e.add(out)
	e.add(wrapped)
	e.raiseIf(v, wrapped, "spc_raise_int_overflow")
	e.vals[v] = out
}

// withOverflow is LLVM's operation that gives the wrapped result and whether it is wrong.
func (m *module) withOverflow(op hir.Op, t *types.IntType) value.Value {
	name := map[hir.Op]string{hir.OpAdd: "sadd", hir.OpSub: "ssub", hir.OpMul: "smul", hir.OpNeg: "ssub"}[op]
	name = fmt.Sprintf("llvm.%s.with.overflow.i%d", name, t.BitSize)
	f := m.runtimes[name]
	if f == nil {
		f = newFunc(m.ll, name, types.NewStruct(t, types.I1), ir.NewParam("", t), ir.NewParam("", t))
		m.runtimes[name] = f
	}
	return f
}

var signedPreds = [...]enum.IPred{enum.IPredSLT, enum.IPredSLE, enum.IPredEQ, enum.IPredNE, enum.IPredSGT, enum.IPredSGE}
var unsignedPreds = [...]enum.IPred{enum.IPredULT, enum.IPredULE, enum.IPredEQ, enum.IPredNE, enum.IPredUGT, enum.IPredUGE}
var floatPreds = [...]enum.FPred{enum.FPredOLT, enum.FPredOLE, enum.FPredOEQ, enum.FPredUNE, enum.FPredOGT, enum.FPredOGE}

func (e *fn) compare(k hir.CmpKind, x, y value.Value, r rt.Rep) value.Value {
	switch {
	case r.IsFloat():
		i := ir.NewFCmp(floatPreds[k], x, y)
		e.add(i)
		return i
	case r.IsSigned() || r == rt.Tag: // immediates compare as their values do
		return e.icmp(signedPreds[k], x, y)
	}
	return e.icmp(unsignedPreds[k], x, y)
}

// immediate puts a number into a tagged word, where it is known to fit, or takes it out.
func (e *fn) immediate(op hir.Op, x value.Value) value.Value {
	if op == hir.OpFromImm {
		return bin(e, ir.NewAShr, x, value.Value(i64(1)))
	}
	s := ir.NewShl(x, i64(1))
	s.OverflowFlags = []enum.OverflowFlag{enum.OverflowFlagNSW}
	e.add(s)
	return bin(e, ir.NewOr, value.Value(s), value.Value(i64(1)))
}

// convert changes a machine value's representation: truncation, extension by the source's sign,
// integer to float and back (toward zero, saturating, so that no input is undefined).
func (e *fn) convert(x value.Value, from, to rt.Rep) value.Value {
	t := llType(to)
	switch {
	case from == rt.Bool && to.IsInt():
		return conv(e, ir.NewZExt, x, t)
	case from == rt.Bool && to.IsFloat():
		return conv(e, ir.NewUIToFP, x, t)
	case to == rt.Bool && from.IsFloat():
		i := ir.NewFCmp(enum.FPredUNE, x, constant.NewFloat(llType(from).(*types.FloatType), 0))
		e.add(i)
		return i
	case to == rt.Bool:
		return e.icmp(enum.IPredNE, x, constant.NewInt(llType(from).(*types.IntType), 0))
	case from.IsInt() && to.IsInt():
		switch {
		case from.Bits() > to.Bits():
			return conv(e, ir.NewTrunc, x, t)
		case from.Bits() == to.Bits():
			return x
		case from.IsSigned():
			return conv(e, ir.NewSExt, x, t)
		}
		return conv(e, ir.NewZExt, x, t)
	case from.IsInt() && to.IsFloat():
		if from.IsSigned() {
			return conv(e, ir.NewSIToFP, x, t)
		}
		return conv(e, ir.NewUIToFP, x, t)
	case from.IsFloat() && to.IsInt():
		return e.call(e.m.saturate(from, to), x)
	case from == rt.F32 && to == rt.F64:
		return conv(e, ir.NewFPExt, x, t)
	case from == rt.F64 && to == rt.F32:
		return conv(e, ir.NewFPTrunc, x, t)
	}
	return x
}
