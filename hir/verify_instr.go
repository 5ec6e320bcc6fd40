package hir

import (
	"spc/rt"
)

// instr checks one instruction against its op's signature and what it carries.
func (v *verifier) instr(b *Block, x *Value) {
	for i, a := range x.Args {
		if a == nil {
			v.badf(b, x, "operand %d is nil", i)
			return
		}
	}
	if !x.hasAux() {
		v.badf(b, x, "carries a %T", x.Aux)
		return
	}
	v.signature(b, x)
	switch a := x.Aux.(type) {
	case *rt.Func:
		v.runtime(b, x, a)
	case *Callee:
		if x.Op == OpInvoke {
			v.native(b, x, a.Sig, x.Args)
		}
	case *Method:
		if x.Op == OpInvokeMethod {
			v.native(b, x, a.Sig, x.Args)
		}
	case *Field:
		if x.Op == OpLoadField {
			v.result(b, x, a.Rep)
		} else {
			v.operand(b, x, 1, a.Rep, a.Type)
		}
	case *Global:
		if x.Op == OpLoadGlobal {
			v.result(b, x, a.Rep)
		}
	case *Const:
		if m := v.f.Module; a.Index >= len(m.Consts) || m.Consts[a.Index] != a {
			v.badf(b, x, "the constant is not in the module's pool")
		}
	}
	if x.Loc < 0 || int(x.Loc) >= max(len(v.f.Locs), 1) {
		v.badf(b, x, "has a location that does not exist")
	} else if x.Loc == 0 && x.MayRaise() && x.Op != OpBox { // a box fails for want of memory only, wherever it was put
		v.badf(b, x, "may raise but has no location")
	}
}

// hasAux reports whether x carries what its op says it does.
func (x *Value) hasAux() bool {
	ok := true
	switch x.Op.Info().Aux {
	case AuxConst:
		_, ok = x.Aux.(*Const)
	case AuxClass:
		_, ok = x.Aux.(*Class)
	case AuxGlobal:
		_, ok = x.Aux.(*Global)
	case AuxName:
		_, ok = x.Aux.(string)
	case AuxNames:
		if x.Aux != nil {
			_, ok = x.Aux.([]string)
		}
	case AuxMethodCall:
		_, ok = x.Aux.(*MethodCall)
	case AuxField:
		_, ok = x.Aux.(*Field)
	case AuxCallee:
		c, is := x.Aux.(*Callee)
		ok = is && c.Sig != nil
	case AuxMethod:
		m, is := x.Aux.(*Method)
		ok = is && m.Sig != nil
	case AuxFunc:
		_, ok = x.Aux.(*Func)
	case AuxRT:
		_, ok = x.Aux.(*rt.Func)
	case AuxCmp:
		ok = x.Aux == nil && x.Int >= 0 && x.Int < int64(len(cmpNames))
	case AuxBin:
		ok = x.Aux == nil && x.Int >= 0 && x.Int&^int64(InPlace) < int64(len(binNames))
	case AuxUnary:
		ok = x.Aux == nil && x.Int >= 0 && x.Int < int64(len(unaryNames))
	default:
		ok = x.Aux == nil
	}
	return ok
}

// signature checks x against its op's signature.
func (v *verifier) signature(b *Block, x *Value) {
	s := &opSigs[x.Op]
	if n := len(x.Args); n != len(s.args) && !(s.variadic && n >= len(s.args)-1) {
		v.badf(b, x, "has %d operands, want %d", n, len(s.args))
		return
	}
	for i, a := range x.Args {
		o, _ := x.Op.Operand(i)
		switch {
		case o.Reps == same && a.Rep != x.Args[0].Rep:
			v.badf(b, x, "operand %d is %s, the first is %s", i, a.Rep, x.Args[0].Rep)
		case o.Reps != same && !o.Reps.Has(a.Rep):
			v.badf(b, x, "operand %d is %s, want %s", i, a.Rep, o.Reps)
		}
	}
	switch {
	case x.Op == OpRT || x.Op == OpInvoke || x.Op == OpInvokeMethod: // any result, or none
	case s.result == same:
		v.result(b, x, x.Args[0].Rep)
	case !s.result.Has(x.Rep):
		v.badf(b, x, "gives %s, want %s", x.Rep, s.result)
	}
}

// runtime checks a call of f.
func (v *verifier) runtime(b *Block, x *Value, f *rt.Func) {
	if rt.Lookup(f.Name) != f {
		v.badf(b, x, "calls a runtime function that is not in the table")
	}
	if n := len(x.Args); n < len(f.Params) || n > len(f.Params) && !f.Variadic {
		v.badf(b, x, "has %d operands, want %d", n, len(f.Params))
		return
	}
	for i, a := range x.Args {
		want := rt.Param{Rep: rt.Obj}
		if i < len(f.Params) {
			want = f.Params[i]
		}
		if a.Rep != want.Rep {
			v.badf(b, x, "operand %d is %s, want %s", i, a.Rep, want.Rep)
		}
		if a.Op == OpNull && want.Rep == rt.Obj && !want.Null {
			v.badf(b, x, "operand %d is null", i)
		}
	}
	v.result(b, x, f.Result)
}

// native checks a direct call by its callee's signature.
func (v *verifier) native(b *Block, x *Value, s *Signature, args []*Value) {
	if len(args) != len(s.Params) {
		v.badf(b, x, "has %d operands, want %d", len(args), len(s.Params))
		return
	}
	for i, p := range s.Params {
		v.operand(b, x, i, p.Rep, p.Type)
	}
	v.result(b, x, s.Result)
}

func (v *verifier) operand(b *Block, x *Value, i int, r Rep, t Type) {
	a := x.Args[i]
	if a.Rep != r {
		v.badf(b, x, "operand %d is %s, want %s", i, a.Rep, r)
	} else if a.Op != OpNull && !a.valueType().Within(t) {
		v.badf(b, x, "operand %d is of type %s, want %s", i, a.Type, t)
	}
}

func (v *verifier) result(b *Block, x *Value, r Rep) {
	if x.Rep != r {
		v.badf(b, x, "gives %s, want %s", x.Rep, r)
	}
}

// valueType is the type of x; a machine value has that of the object it stands for.
func (x *Value) valueType() Type {
	switch {
	case x.Type != Any:
		return x.Type
	case x.Rep == rt.Bool:
		return ExactOf(BoolClass)
	case x.Rep.IsInt():
		return ExactOf(Int)
	case x.Rep.IsFloat():
		return ExactOf(Float)
	}
	return x.Type
}
