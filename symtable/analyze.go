package symtable

import (
	"fmt"

	"spc/syntax"
)

// set is a set of names.
type set map[string]bool

func (s set) with(t set) set {
	out := make(set, len(s)+len(t))
	for n := range s {
		out[n] = true
	}
	for n := range t {
		out[n] = true
	}
	return out
}

// analyze resolves the names of s and of the scopes inside. boundAbove are the variables of enclosing functions that
// are visible, globalAbove those that an enclosing function declared global. It gives the names
// that s and its inner scopes need from above.
func (b *builder) analyze(s *Scope, boundAbove, globalAbove set) (free set) {
	newGlobal := globalAbove.with(nil)
	local := set{}
	free = set{}
	class := s.Kind == ClassScope
	for _, name := range s.Names {
		b.resolve(s, s.Symbols[name], boundAbove, local, free, newGlobal)
	}
	// What inner scopes see: the names of this one, unless it is a class.
	innerBound, innerGlobal := boundAbove.with(nil), newGlobal
	switch {
	case s.Kind == ModuleScope:
		innerBound, innerGlobal = set{}, set{}
	case class:
		innerBound["__class__"] = true
		innerGlobal = globalAbove
	default:
		for n := range local {
			innerBound[n] = true
			delete(innerGlobal, n)
		}
		for _, name := range s.Names {
			if s.Symbols[name].Res == GlobalExplicit {
				delete(innerBound, name)
			}
		}
	}
	inner := set{}
	for _, c := range s.Children {
		for n := range b.analyze(c, innerBound, innerGlobal) {
			inner[n] = true
		}
	}
	if class {
		if inner["__class__"] {
			s.NeedsClassClosure = true
			delete(inner, "__class__")
		}
	}
	if s.Kind.IsFunction() {
		for _, name := range s.Names {
			if y := s.Symbols[name]; y.Res == Local && inner[name] {
				y.Res = Cell
				delete(inner, name)
			}
		}
	}
	b.passThrough(s, inner, boundAbove)
	for n := range inner {
		if s.Kind != ModuleScope {
			free[n] = true
		}
	}
	return free
}

// resolve decides one name of a scope.
func (b *builder) resolve(s *Scope, y *Symbol, boundAbove, local, free, newGlobal set) {
	name := y.Name
	switch {
	case y.Use&DeclaredGlobal != 0:
		y.Res = GlobalExplicit
		newGlobal[name] = true
	case y.Use&DeclaredNonlocal != 0:
		if s.Kind == ModuleScope {
			return // reported by the builder
		}
		if !boundAbove[name] {
			b.errorf(b.nonlocals[nonlocalKey{s, name}], "no binding for nonlocal '%s' found", name)
			y.Res = GlobalImplicit
			return
		}
		y.Res = Free
		free[name] = true
	case y.Use&bound != 0:
		y.Res = Local
		local[name] = true
	case boundAbove[name]:
		y.Res = Free
		free[name] = true
	default:
		y.Res = GlobalImplicit
	}
}

// passThrough makes a name that an inner scope needs from above known to s, whose closure hands it on.
func (b *builder) passThrough(s *Scope, inner, boundAbove set) {
	if s.Kind == ModuleScope {
		return
	}
	for _, n := range sorted(inner) {
		if y := s.Symbols[n]; y != nil {
			if s.Kind == ClassScope && y.Use&(bound|DeclaredGlobal) != 0 {
				y.FreeClass = true // a class body binds the name for itself and hands the outer one on
			}
			continue
		}
		if boundAbove[n] {
			s.Symbols[n] = &Symbol{Name: n, Res: Free}
			s.Names = append(s.Names, n)
		}
	}
}

func (b *builder) errorf(r syntax.Range, format string, args ...any) {
	b.errors = append(b.errors, syntax.Error{Range: r, Code: syntax.CodeSyntax, Msg: fmt.Sprintf(format, args...)})
}
