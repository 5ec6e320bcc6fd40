package opt

import (
	"spc/hir"
	"spc/rt"
)

// infer finds the types of values: what the constants, constructors and operators that a value comes from make
// of it. Parameters of blocks start as nothing at all and take in the types of their arguments until nothing changes, so
// a variable that a loop only ever gives floats is a float.
//
// What an operator gives is certain only for exact classes: a subclass of int may define + as it likes.
func infer(f *hir.Func) {
	t := newTyper(f)
	t.run()
	t.settle()
}

// typer is the state of inference in one function: the Type of each value that is known to have any.
type typer struct {
	f      *hir.Func
	order  []*hir.Block
	preds  [][]hir.Pred
	known  hir.Bits
	stated map[*hir.Value]hir.Type // what was known of parameters before
	// results are the types of what functions of the module return, where they are known better than by the
	// signature; nil while nothing is known of a function. The map itself may be nil.
	results map[*hir.Func]*hir.Type
}

func newTyper(f *hir.Func) *typer {
	t := &typer{f: f, order: f.ReversePostorder(), stated: map[*hir.Value]hir.Type{}}
	t.preds = f.Preds(t.order)
	for _, b := range t.order {
		for _, p := range b.Params {
			t.stated[p] = p.Type
		}
	}
	return t
}

// run finds all types anew.
func (t *typer) run() {
	t.known = hir.NewBits(t.f.NumValues())
	for _, p := range t.f.Blocks[0].Params {
		t.known.Set(p.ID)
	}
	for again := true; again; {
		again = false
		for _, b := range t.order {
			for i, p := range b.Params {
				if b != t.f.Blocks[0] && t.param(p, i, t.preds[b.ID]) {
					again = true
				}
			}
			for _, v := range b.Instrs {
				if t.instr(v) {
					again = true
				}
			}
		}
	}
}

// settle takes the handlers from what cannot raise, now that the types of its operands are known.
func (t *typer) settle() {
	for _, b := range t.order {
		if v := b.LastExcept(); v != nil && !v.MayRaise() {
			v.Except = nil
		}
	}
}

// set notes the type of v; it reports whether that is news. Types only ever grow, so this ends.
func (t *typer) set(v *hir.Value, typ hir.Type) bool {
	if t.known.Set(v.ID) {
		v.Type = typ
		return true
	}
	if typ = hir.Join(v.Type, typ); typ == v.Type {
		return false
	}
	v.Type = typ
	return true
}

// param joins the types of what is known to flow into p so far. A null, of a variable that may be unbound, is no object
// and has no type.
func (t *typer) param(p *hir.Value, i int, preds []hir.Pred) bool {
	if !p.Rep.IsRef() {
		return t.known.Set(p.ID) // machine values have the type that they were made with
	}
	changed := false
	for _, in := range preds {
		a := in.Edge.Args[i]
		if a.Op == hir.OpNull || !t.known.Has(a.ID) {
			continue
		}
		typ := a.Type
		if stated := t.stated[p]; stated.Within(typ) {
			typ = stated
		}
		changed = t.set(p, typ) || changed
	}
	return changed
}

// instr gives v its type once its operands have theirs.
func (t *typer) instr(v *hir.Value) bool {
	for _, a := range v.Args {
		if !t.known.Has(a.ID) {
			return false
		}
	}
	if !v.Rep.IsRef() {
		return t.known.Set(v.ID)
	}
	if v.Op == hir.OpInvoke {
		if r, ok := t.results[v.Aux.(*hir.Callee).Func]; ok {
			return r != nil && t.set(v, *r)
		}
	}
	return t.set(v, resultType(v))
}

// resultType is the type of v's result, from the operation and the types of its operands.
func resultType(v *hir.Value) hir.Type {
	switch v.Op {
	case hir.OpRefine, hir.OpCast:
		if t := v.Args[0].Type; t.Within(v.Cast) {
			return t
		}
		return narrowed(v.Args[0].Type, v.Cast)
	case hir.OpToTag:
		return v.Args[0].Type
	case hir.OpNotNone:
		t := v.Args[0].Type
		t.Optional = false
		return t
	case hir.OpBox:
		if x := v.Args[0]; x.Rep == rt.Tag {
			return x.Type
		}
		return hir.BoxedType(v.Args[0].Rep)
	case hir.OpIntConst, hir.OpToImm:
		return hir.ExactOf(hir.Int)
	case hir.OpBinary:
		return binaryType(hir.BinKind(v.Int)&^hir.InPlace, v.Args[0], v.Args[1])
	case hir.OpBuiltin:
		return builtinType(v.Aux.(string), v.Args)
	case hir.OpCall, hir.OpCallMethod:
		if t, ok := mathType(v); ok {
			return t
		}
		if m := methodOf(v); m != nil {
			return m.Sig.Type
		}
	case hir.OpUnary:
		return unaryType(hir.UnaryKind(v.Int), v.Args[0].Type)
	case hir.OpCompare:
		if numberClass(v.Args[0].Type) != nil && numberClass(v.Args[1].Type) != nil {
			return hir.ExactOf(hir.BoolClass)
		}
		return hir.Any
	case hir.OpGetAttr:
		if f := slotOf(v.Args[0], v.Aux.(string)); f != nil {
			return slotType(f)
		}
		return hir.Any
	case hir.OpSubscr:
		if v.Args[1].Type.IsExact(hir.Slice) {
			return sliceType(v.Args[0].Type)
		}
	case hir.OpRT:
		if isRT(v, "spc_get_slice") {
			return sliceType(v.Args[0].Type)
		}
		if k, ok := tagBinary(v); ok {
			return binaryType(k, v.Args[0], v.Args[1])
		}
		if k, ok := tagUnary[v.Aux.(*rt.Func).Name]; ok {
			return unaryType(k, v.Args[0].Type)
		}
	case hir.OpParam:
		return v.Type
	}
	return v.Type // what the builder knows of the result, whatever the operands are
}

// narrowed is the type of a value of type t that is also of type u.
func narrowed(t, u hir.Type) hir.Type {
	if t.Class != nil && u.Class == t.Class && t.Exact {
		u.Exact = true
	}
	return u
}

// numberClass is the built-in class of numbers of which t's values are exact instances, bool included; nil for others.
func numberClass(t hir.Type) *hir.Class {
	for _, c := range []*hir.Class{hir.Int, hir.Float, hir.BoolClass} {
		if t.IsExact(c) {
			return c
		}
	}
	return nil
}

// binaryType is the type of x op y.
func binaryType(k hir.BinKind, x, y *hir.Value) hir.Type {
	a, b := numberClass(x.Type), numberClass(y.Type)
	switch {
	case k == hir.BinMatMul:
		return hir.Any
	case x.Type.IsExact(hir.Str) && y.Type.IsExact(hir.Str) && k == hir.BinAdd:
		return hir.ExactOf(hir.Str)
	case a == nil || b == nil:
		// float's own operators take any int for their right operand, a subclass's included.
		if a == hir.Float && y.Type.Is(hir.Int) && k < hir.BinPow {
			return hir.ExactOf(hir.Float)
		}
		return hir.Any
	case a == hir.BoolClass && b == hir.BoolClass && (k == hir.BinAnd || k == hir.BinOr || k == hir.BinXor):
		return hir.ExactOf(hir.BoolClass)
	case k >= hir.BinLShift:
		if a == hir.Float || b == hir.Float {
			return hir.Any
		}
		return hir.ExactOf(hir.Int)
	case k == hir.BinPow:
		return powerType(a, b, x, y)
	case k == hir.BinTrueDiv || a == hir.Float || b == hir.Float:
		return hir.ExactOf(hir.Float)
	}
	return hir.ExactOf(hir.Int)
}

// powerType is the type of x ** y: a float when no complex number can come out, an int when the exponent is not negative.
func powerType(a, b *hir.Class, x, y *hir.Value) hir.Type {
	n, isNumber := constNumber(y)
	switch {
	case a != hir.Float && b != hir.Float:
		if isNumber && n >= 0 {
			return hir.ExactOf(hir.Int)
		}
	case isNumber && n == float64(int64(n)): // a whole exponent keeps negative numbers real
		return hir.ExactOf(hir.Float)
	case notNegative(x, 8):
		return hir.ExactOf(hir.Float)
	}
	return hir.Any
}

// notNegative reports whether the number v is not below zero (it may be a nan), looking depth operations back.
func notNegative(v *hir.Value, depth int) bool {
	if n, ok := constNumber(v); ok {
		return n >= 0
	}
	if v = peel(v); depth == 0 {
		return false
	}
	both := func() bool { return notNegative(v.Args[0], depth-1) && notNegative(v.Args[1], depth-1) }
	switch v.Op {
	case hir.OpBox, hir.OpUnbox, hir.OpToTag:
		return notNegative(v.Args[0], depth-1)
	case hir.OpBinary:
		if numberClass(v.Args[0].Type) == nil || numberClass(v.Args[1].Type) == nil {
			return false
		}
		switch hir.BinKind(v.Int) &^ hir.InPlace {
		case hir.BinAdd, hir.BinTrueDiv:
			return both()
		case hir.BinMul:
			return peel(v.Args[0]) == peel(v.Args[1]) || both()
		}
	case hir.OpMul:
		return v.Rep == rt.F64 && (v.Args[0] == v.Args[1] || both())
	case hir.OpAdd, hir.OpDiv:
		return v.Rep == rt.F64 && both()
	case hir.OpRT:
		switch v.Aux.(*rt.Func).Name {
		case "spc_f64_abs":
			return true
		case "spc_math":
			return rt.MathFuncs[v.Args[2].Int] == "sqrt"
		case "spc_f64_truediv":
			return both()
		}
	}
	return false
}

// constNumber is the value of a constant number of moderate size, as an object, a tag or a machine value.
func constNumber(v *hir.Value) (float64, bool) {
	v = peel(v)
	switch v.Op {
	case hir.OpIntConst:
		return float64(v.Int), abs(v.Int) < 1<<53
	case hir.OpFloatConst:
		return v.Float, true
	case hir.OpBox, hir.OpToTag:
		return constNumber(v.Args[0])
	case hir.OpConst:
		switch c := v.Aux.(*hir.Const).Value.(type) {
		case int64:
			return float64(c), abs(c) < 1<<53
		case float64:
			return c, true
		}
	}
	return 0, false
}

func unaryType(k hir.UnaryKind, t hir.Type) hir.Type {
	switch numberClass(t) {
	case hir.Float:
		if k != hir.UnaryInvert {
			return hir.ExactOf(hir.Float)
		}
	case hir.Int, hir.BoolClass:
		return hir.ExactOf(hir.Int)
	}
	return hir.Any
}
