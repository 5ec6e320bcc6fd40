package strict

import (
	"sort"
	"strings"

	"spc/diag"
	"spc/syntax"
)

// Members reports classes of a strict module that declare a name both as their own and as a field of
// their instances (strict modules, section 3).
func Members(s *Source) []diag.Diagnostic {
	var out []diag.Diagnostic
	syntax.Inspect(s.Tree, func(n syntax.Node) bool {
		if c, ok := n.(*syntax.ClassDef); ok {
			if names := conflicts(c); len(names) > 0 {
				out = append(out, diag.Errorf(s.Path, c.Range, diag.MemberConflict, "Class member conflicts with instance member: ['%s']",
					strings.Join(names, "', '")))
			}
		}
		return true
	})
	return out
}

func conflicts(c *syntax.ClassDef) []string {
	ofClass, ofInstance := map[string]bool{}, map[string]bool{}
	for _, s := range c.Body {
		switch s := s.(type) {
		case *syntax.FunctionDef:
			ofClass[s.Name] = true
			if s.Name == "__init__" {
				initialised(s, ofInstance)
			}
		case *syntax.AsyncFunctionDef:
			ofClass[s.Name] = true
		case *syntax.ClassDef:
			ofClass[s.Name] = true
		case *syntax.Global:
			for _, n := range s.Names {
				if n == "__annotations__" {
					return []string{n}
				}
			}
		case *syntax.AnnAssign:
			if n, ok := s.Target.(*syntax.Name); ok {
				if s.Value == nil {
					ofInstance[n.ID] = true
				} else {
					ofClass[n.ID] = true
				}
			}
		default:
			syntax.Inspect(s, func(n syntax.Node) bool {
				if n, ok := n.(*syntax.Name); ok && n.Ctx == syntax.Store {
					ofClass[n.ID] = true
				}
				return true
			})
		}
	}
	var names []string
	for n := range ofClass {
		if ofInstance[n] {
			names = append(names, n)
		}
	}
	sort.Strings(names)
	return names
}

// initialised adds the names x of the targets self.x in an __init__, whatever self is called.
func initialised(init *syntax.FunctionDef, names map[string]bool) {
	params := append(append([]*syntax.Arg{}, init.Args.PosOnlyArgs...), init.Args.Args...)
	if len(params) == 0 {
		return
	}
	syntax.Inspect(init, func(n syntax.Node) bool {
		if a, ok := n.(*syntax.Attribute); ok && a.Ctx == syntax.Store {
			if self, ok := a.Value.(*syntax.Name); ok && self.ID == params[0].Arg {
				names[a.Attr] = true
			}
		}
		return true
	})
}
