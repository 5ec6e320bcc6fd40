package hir

import (
	"strings"

	"spc/rt"
)

// The signature of an op is written as
//
//	operand, operand... -> result
//
// An operand is a list of representations that it may have, with the groups ref (obj, tag), int (all machine integers),
// float, and any; `same` is the representation of the first operand. `steal` takes over its
// reference. The last operand may be followed by "...": any number of them. The result is written like an
// operand; `new` says that a reference is the user's to release; else it is borrowed or not counted.
// Where the representation depends on what an instruction carries (a field, a signature), the
// verifier holds it against that, too.

// Reps is a set of representations.
type Reps uint32

// same stands for the representation of the first operand.
const same Reps = 1 << 31

// Has reports whether r is in s.
func (s Reps) Has(r Rep) bool { return s>>r&1 != 0 }

// Operand is what an op says of one of its operands.
type Operand struct {
	Reps   Reps
	Steals bool
}

// opSig is an op's signature, read.
type opSig struct {
	args     []Operand
	variadic bool // the last of args may stand any number of times
	result   Reps
	owned    bool
}

var repGroups = map[string][]Rep{
	"ref":   {rt.Obj, rt.Tag},
	"int":   {rt.I8, rt.I16, rt.I32, rt.I64, rt.U8, rt.U16, rt.U32, rt.U64},
	"float": {rt.F32, rt.F64},
	"any": {rt.Obj, rt.Tag, rt.Bool, rt.I8, rt.I16, rt.I32, rt.I64, rt.U8, rt.U16, rt.U32, rt.U64,
		rt.F32, rt.F64, rt.Ptr},
}

var opSigs = parseSigs()

func parseSigs() (sigs [opCount]opSig) {
	for op := OpInvalid + 1; op < opCount; op++ {
		sigs[op] = parseSig(opInfo[op].Sig)
	}
	return sigs
}

// parseSig reads a signature; a malformed one is a programming error.
func parseSig(text string) (s opSig) {
	args, result, ok := strings.Cut(text, "->")
	if !ok {
		panic("hir: malformed signature: " + text)
	}
	for _, a := range strings.Split(args, ",") {
		if a = strings.TrimSpace(a); a == "" {
			continue
		}
		a, s.variadic = strings.CutSuffix(a, "...")
		var o Operand
		a, o.Steals = strings.CutPrefix(a, "steal ")
		o.Reps = parseReps(a)
		s.args = append(s.args, o)
	}
	result, s.owned = strings.CutPrefix(strings.TrimSpace(result), "new ")
	s.result = parseReps(result)
	return s
}

func parseReps(text string) (s Reps) {
	for _, name := range strings.Fields(text) {
		if name == "same" {
			return same
		}
		group := repGroups[name]
		if r, ok := rt.ParseRep(name); ok {
			group = []Rep{r}
		}
		if group == nil {
			panic("hir: no representation " + name)
		}
		for _, r := range group {
			s |= 1 << r
		}
	}
	return s
}

// String lists the members, for messages.
func (s Reps) String() string {
	var names []string
	for r := rt.Void; r <= rt.Ptr; r++ {
		if s.Has(r) {
			names = append(names, r.String())
		}
	}
	return strings.Join(names, " or ")
}

// Operand gives what op says of its i-th operand; ok is false when it has none.
func (op Op) Operand(i int) (o Operand, ok bool) {
	s := &opSigs[op]
	if n := len(s.args); s.variadic && i >= n {
		i = n - 1
	}
	if i < 0 || i >= len(s.args) {
		return Operand{}, false
	}
	return s.args[i], true
}

// Owned reports whether v's result is a new reference that its user must release.
func (v *Value) Owned() bool {
	if !v.Rep.IsRef() {
		return false
	}
	if v.Op == OpRT {
		return v.Aux.(*rt.Func).Owned
	}
	return opSigs[v.Op].owned
}

// Steals reports whether v takes over the reference of its i-th operand.
func (v *Value) Steals(i int) bool {
	if v.Op == OpRT {
		f := v.Aux.(*rt.Func)
		return i < len(f.Params) && f.Params[i].Steals
	}
	o, _ := v.Op.Operand(i)
	return o.Steals
}

// IsAlias reports whether v denotes its operand's reference.
func (v *Value) IsAlias() bool {
	switch v.Op {
	case OpCast, OpRefine, OpNotNone, OpMaterialize, OpToTag:
		return true
	}
	return false
}

// IsUncounted reports whether v is no reference although its representation could hold one: a small int in a tag, or null.
func (v *Value) IsUncounted() bool { return v.Op == OpIntConst || v.Op == OpToImm || v.Op == OpNull }

// IsImmortal reports whether v never dies: a constant, a type, what a fixed variable of the module holds, or no reference
// at all.
func (v *Value) IsImmortal() bool {
	return v.Op == OpConst || v.Op == OpTypeRef || v.Op == OpLoadGlobal && v.Int != 0 || v.IsUncounted()
}

// MayBeNull reports whether v, an instruction, can be null when it did not raise.
func (v *Value) MayBeNull() bool {
	switch v.Op {
	case OpNull, OpIterNext, OpLoadSlot, OpMethodSelf:
		return true
	case OpRT:
		f := v.Aux.(*rt.Func)
		return f.Err == rt.NullDone || f.Err == rt.Never
	}
	return false
}

// HarmlessFree reports whether releasing the last reference to an object of type t runs no code: an exact object of an
// immutable built-in type that holds no others.
func (t Type) HarmlessFree() bool {
	if !t.Exact && (t.Class == nil || !t.Class.Final) {
		return false
	}
	switch t.Class {
	case Int, BoolClass, Float, Complex, Str, Bytes_, NoneType, Range:
		return true
	}
	return false
}
