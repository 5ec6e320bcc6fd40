package typecheck

import (
	"math/big"

	"spc/primitives"
)

// fit says how a value of one type goes into a place of another.
type fit uint8

const (
	fitNo   fit = iota
	fitYes      // as it is
	fitCast     // with a run-time check, or a conversion of machine values
)

// assignable is the rule of SP §3.1: whether a value of type src may be put where
// dest is declared.
func assignable(dest, src Type) fit {
	if src == nil {
		src = D
	}
	switch d := dest.(type) {
	case nil, *Dynamic:
		return objectsOnly(src)
	case *Primitive:
		return assignablePrim(d.Kind, src)
	case *Unbound:
		return fitNo
	case *Instance:
		if d.Class == objectClass && !d.Exact {
			return objectsOnly(src)
		}
	}
	switch s := src.(type) {
	case *Dynamic:
		return fitCast
	case *Primitive, *Unbound:
		return fitNo
	case *Union:
		if _, ok := dest.(*Union); !ok {
			return allMembers(dest, s)
		}
	}
	if IsObject(src) {
		return fitCast
	}
	switch d := dest.(type) {
	case *Instance:
		return assignableInstance(d, src)
	case *Union:
		if s, ok := src.(*Union); ok {
			return allMembers(dest, s)
		}
		best := fitNo
		for _, m := range d.Members {
			if f := assignable(m, src); f == fitYes {
				return fitYes
			} else if f == fitCast {
				best = fitCast
			}
		}
		return best
	case *Literal:
		if s, ok := src.(*Literal); ok && sameType(d, s) {
			return fitYes
		}
	case *ClassObj:
		if s, ok := src.(*ClassObj); ok && assignable(d.Inst, s.Inst) == fitYes {
			return fitYes
		}
	case *Awaitable:
		if s, ok := src.(*Awaitable); ok {
			return assignable(d.Result, s.Result)
		}
	case *FuncType:
		if s, ok := src.(*FuncType); ok && s == d {
			return fitYes
		}
	}
	return fitNo
}

func objectsOnly(src Type) fit {
	switch s := src.(type) {
	case *Primitive, *Unbound:
		return fitNo
	case *Union:
		for _, m := range s.Members {
			if _, ok := m.(*Primitive); ok {
				return fitNo
			}
		}
	}
	return fitYes
}

func allMembers(dest Type, s *Union) fit {
	for _, m := range s.Members {
		if f := assignable(dest, m); f != fitYes {
			return fitNo
		}
	}
	return fitYes
}

func assignableInstance(d *Instance, src Type) fit {
	if f, ok := src.(*FuncType); ok && d.Class == classDecorator {
		if f.KeepsClass {
			return fitYes
		}
		return fitNo
	}
	sc := classOfValue(src)
	if sc == nil {
		return fitNo
	}
	if d.Class.Generic != nil {
		s, ok := src.(*Instance)
		if ok && s.Class == d.Class && sameArgs(d.Args, s.Args) {
			return fitYes
		}
		return fitNo
	}
	if d.Exact && !d.Class.alwaysExact() {
		if sc == d.Class && IsExact(src) {
			return fitYes
		}
		return fitNo
	}
	if sc.IsSubclass(d.Class) {
		return fitYes
	}
	if sc.DynamicBase || mroUnknown(sc) {
		return fitCast
	}
	return fitNo
}

// mroUnknown reports whether some base of c is of unknown type, so that its real
// MRO may hold any class.
func mroUnknown(c *ClassType) bool {
	for _, m := range c.MRO {
		if m.DynamicBase {
			return true
		}
	}
	return false
}

// classOfValue is the run-time class of values of type t as far as nominal
// subtyping is concerned; nil when it is none in particular.
func classOfValue(t Type) *ClassType {
	switch t := t.(type) {
	case *Instance, *Literal:
		return ClassOf(t)
	case *ClassObj:
		return typeClass
	case *FuncType:
		return functionClass
	}
	return nil
}

func assignablePrim(k primitives.Kind, src Type) fit {
	switch s := src.(type) {
	case *Primitive:
		if s.Kind == k {
			return fitYes
		}
		if k.Widens(s.Kind) {
			return fitCast
		}
	case *Literal:
		if s.IsBool {
			if k == primitives.CBool {
				return fitCast
			}
			return fitNo
		}
		if k.Fits(s.Int) {
			return fitCast
		}
	}
	return fitNo
}

func sameArgs(a, b []Type) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if !sameType(a[i], b[i]) {
			return false
		}
	}
	return true
}

// sameType is identity of verdicts; what is only trusted does not count.
func sameType(a, b Type) bool {
	if a == b {
		return true
	}
	switch a := a.(type) {
	case nil:
		return IsDynamic(b)
	case *Dynamic:
		return IsDynamic(b)
	case *Instance:
		b, ok := b.(*Instance)
		return ok && a.Class == b.Class && (a.Exact == b.Exact || a.Class.alwaysExact()) &&
			(a.Class.Generic == nil || sameArgs(a.Args, b.Args))
	case *Literal:
		b, ok := b.(*Literal)
		if !ok || a.IsBool != b.IsBool {
			return false
		}
		if a.IsBool {
			return a.Bool == b.Bool
		}
		return a.Int.Cmp(b.Int) == 0
	case *Union:
		b, ok := b.(*Union)
		if !ok || len(a.Members) != len(b.Members) {
			return false
		}
		for _, m := range a.Members {
			found := false
			for _, n := range b.Members {
				found = found || sameType(m, n)
			}
			if !found {
				return false
			}
		}
		return true
	case *Primitive:
		return PrimKind(b) == a.Kind
	case *ClassObj:
		b, ok := b.(*ClassObj)
		return ok && sameType(a.Inst, b.Inst)
	case *BoundMethod:
		b, ok := b.(*BoundMethod)
		return ok && a.Func == b.Func && sameType(a.Self, b.Self)
	case *ModuleValue:
		b, ok := b.(*ModuleValue)
		return ok && a.Name == b.Name
	case *Awaitable:
		b, ok := b.(*Awaitable)
		return ok && sameType(a.Result, b.Result)
	}
	return false
}

// sameTrust is sameType that looks at hints and remembered arguments too; fixed
// points are reached by it.
func sameTrust(a, b Type, depth int) bool {
	if a == b {
		return true
	}
	if a == nil || b == nil || depth > 6 {
		return a == nil && b == nil
	}
	switch x := a.(type) {
	case *Dynamic:
		y, ok := b.(*Dynamic)
		return ok && sameTrust(x.Hint, y.Hint, depth+1)
	case *Instance:
		y, ok := b.(*Instance)
		if !ok || !sameType(x, y) || len(x.Args) != len(y.Args) {
			return false
		}
		for i := range x.Args {
			if !sameTrust(x.Args[i], y.Args[i], depth+1) {
				return false
			}
		}
		return true
	}
	return sameType(a, b)
}

// nonliteral widens a literal to its class.
func nonliteral(t Type) Type {
	if l, ok := t.(*Literal); ok {
		if l.IsBool {
			return instBool
		}
		return instIntExact
	}
	return t
}

// inexact drops exactness and literal-ness, of union members too.
func inexact(t Type) Type {
	switch t := t.(type) {
	case *Literal:
		return inexact(nonliteral(t))
	case *Instance:
		if t.Exact && !t.Class.alwaysExact() {
			return &Instance{Class: t.Class, Args: t.Args}
		}
	case *Union:
		return unionOf(mapTypes(t.Members, inexact)...)
	}
	return t
}

func mapTypes(ts []Type, f func(Type) Type) []Type {
	out := make([]Type, len(ts))
	for i, t := range ts {
		out[i] = f(t)
	}
	return out
}

// maxUnion bounds the members of an inferred union; beyond it nothing is known.
const maxUnion = 8

// unionOf is the union of the types: flattened, without subsumed members; Dynamic
// absorbs everything (SP-029).
func unionOf(ts ...Type) Type {
	var members []Type
	var hints []Type
	dynamic, hinted := false, true
	var add func(t Type)
	add = func(t Type) {
		switch t := t.(type) {
		case *Dynamic:
			dynamic = true
			if t.Hint == nil {
				hinted = false
			} else {
				hints = append(hints, t.Hint)
			}
		case *Union:
			for _, m := range t.Members {
				add(m)
			}
		case nil:
		default:
			members = addMember(members, t)
		}
	}
	for _, t := range ts {
		add(t)
	}
	if dynamic {
		if !hinted {
			return D
		}
		all := append(append([]Type{}, members...), hints...)
		return Hinted(unionOf(all...))
	}
	switch len(members) {
	case 0:
		return D
	case 1:
		return members[0]
	}
	for _, m := range members {
		if IsObject(m) {
			return m
		}
	}
	if len(members) > maxUnion {
		return D
	}
	return &Union{Members: members}
}

// addMember adds t to the members unless one of them holds it; members that t
// holds are dropped.
func addMember(members []Type, t Type) []Type {
	for i, m := range members {
		if sameType(m, t) {
			if !sameTrust(m, t, 0) {
				members[i] = forgetArgs(m)
			}
			return members
		}
		lm, ok1 := m.(*Literal)
		lt, ok2 := t.(*Literal)
		if ok1 && ok2 && lm.IsBool == lt.IsBool {
			members = append(members[:i:i], members[i+1:]...)
			return addMember(members, nonliteral(t))
		}
	}
	kept := members[:0:0]
	for _, m := range members {
		if subsumes(m, t) {
			return members
		}
		if !subsumes(t, m) {
			kept = append(kept, m)
		}
	}
	return append(kept, t)
}

// subsumes reports whether every value of t is one of m, without any check.
func subsumes(m, t Type) bool {
	switch m.(type) {
	case *Instance:
		return PrimKind(t) == primitives.None && assignable(m, t) == fitYes
	}
	return false
}

func forgetArgs(t Type) Type {
	if i, ok := t.(*Instance); ok && i.Class.Generic == nil {
		return &Instance{Class: i.Class, Exact: i.Exact}
	}
	return t
}

// joinTypes is the type at a merge of paths: the union of the inexact types, or
// the common type when they agree (SP §3.4).
func joinTypes(a, b Type) Type {
	if a == nil || b == nil {
		if a == nil {
			return b
		}
		return a
	}
	if sameTrust(a, b, 0) {
		return a
	}
	if _, ok := a.(*Primitive); ok {
		return D
	}
	if _, ok := b.(*Primitive); ok {
		return D
	}
	if IsExact(a) && IsExact(b) && ClassOf(a) == ClassOf(b) {
		return unionOf(nonliteral(a), nonliteral(b))
	}
	return unionOf(inexact(a), inexact(b))
}

// removeNone is t without None; nil when nothing is left.
func removeNone(t Type) Type {
	switch t := t.(type) {
	case *Union:
		return filterUnion(t, func(m Type) bool { return !IsNone(m) })
	case *Dynamic:
		if t.Hint != nil {
			if h := removeNone(t.Hint); h != nil {
				return Hinted(h)
			}
			return D
		}
	case *Instance:
		if IsNone(t) {
			return nil
		}
	}
	return t
}

func filterUnion(t *Union, keep func(Type) bool) Type {
	var members []Type
	for _, m := range t.Members {
		if keep(m) {
			members = append(members, m)
		}
	}
	if len(members) == 0 {
		return nil
	}
	return unionOf(members...)
}

// mayBeNone reports whether None is a value of t.
func mayBeNone(t Type) bool { return assignable(t, instNone) == fitYes }

func literalInt(v int64) Type { return &Literal{Int: big.NewInt(v)} }

// boxed is the class of the object that box() makes of a machine value.
func boxed(k primitives.Kind) Type {
	switch {
	case k == primitives.CBool:
		return instBool
	case k.IsFloat():
		return instFloatExact
	}
	return instIntExact
}
