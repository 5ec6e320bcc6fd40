package typecheck

import (
	"strings"

	"spc/diag"
	"spc/syntax"
)

// enumHeader makes a class with a static enumeration among its bases one itself
// (SP §2.7).
func (c *checker) enumHeader(k *ClassType) {
	var base *ClassType
	for _, b := range k.Bases {
		if b.Enum != nil {
			base = b
		}
	}
	if base == nil {
		return
	}
	k.Enum = &EnumInfo{Kind: base.Enum.Kind}
	if len(k.Node.Bases) > 1 {
		names := make([]string, len(k.Bases))
		for i, b := range k.Bases {
			names[i] = b.Name
		}
		c.errorf(k.Module, k.Node, diag.BadEnum, "Static %s types cannot support multiple bases: %s", base.Enum.Kind, strings.Join(names, ", "))
	}
	if base.user() {
		c.errorf(k.Module, k.Node, diag.BadEnum, "Static %s types do not allow subclassing", base.Enum.Kind)
	}
}

// enumMember records a member defined by an assignment in the body.
func (b *classBuilder) enumMember(name string, s *syntax.Assign) {
	e := b.k.Enum
	if e == nil || strings.HasPrefix(name, "_") {
		return
	}
	t := b.c.inferDecl(b.s, s.Value)
	if v := b.c.constant(b.k.Module, s.Value, 0); v != nil {
		t = typeOfConst(v)
	}
	want := map[string]*ClassType{"IntEnum": intClass, "StringEnum": strClass}[e.Kind]
	if cls := ClassOf(t); want != nil && cls != nil && !cls.IsSubclass(want) {
		b.errorf(s.Value, diag.BadEnum, "%s values must be %s, not %s", e.Kind, want, inexact(t))
	}
	e.Members = append(e.Members, &EnumMember{Name: name, Value: s.Value, Type: nonliteral(t)})
}

// Member finds a member by name.
func (e *EnumInfo) Member(name string) *EnumMember {
	for _, m := range e.Members {
		if m.Name == name {
			return m
		}
	}
	return nil
}
