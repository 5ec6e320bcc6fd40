package lower

import (
	"slices"

	"spc/pyinfo"
	"spc/syntax"
)

// findCode finds the code object of a node among the children of the given ones, by name, first line and, where
// several have both, the ranges of their instructions. Nil when the interpreter's compiler has thrown it away, or
// when code objects are unknown.
func (m *module) findCode(parents []*pyinfo.CodeTree, name string, n syntax.Node) *pyinfo.CodeTree {
	line := firstLine(n)
	for _, parent := range parents {
		if parent == nil {
			continue
		}
		var found []*pyinfo.CodeTree
		for _, c := range parent.Children {
			if c.Name == name && c.FirstLine == line && !m.taken[c] {
				found = append(found, c)
			}
		}
		if len(found) > 1 {
			if i := slices.IndexFunc(found, func(c *pyinfo.CodeTree) bool { return within(c, n) }); i > 0 {
				found = found[i:]
			}
		}
		if len(found) > 0 {
			m.taken[found[0]] = true
			return found[0]
		}
	}
	return nil
}

// firstLine is co_firstlineno: that of the first decorator, if there is one.
func firstLine(n syntax.Node) int {
	var decorators []syntax.Expr
	switch n := n.(type) {
	case *syntax.FunctionDef:
		decorators = n.DecoratorList
	case *syntax.AsyncFunctionDef:
		decorators = n.DecoratorList
	case *syntax.ClassDef:
		decorators = n.DecoratorList
	}
	if len(decorators) > 0 {
		return int(decorators[0].Span().Line)
	}
	return int(n.Span().Line)
}

// within reports whether the instructions of c come from inside n.
func within(c *pyinfo.CodeTree, n syntax.Node) bool {
	r := n.Span()
	for i, p := range c.Positions {
		if p.Line <= 0 || p.EndCol <= 0 || p.Col < 0 {
			continue
		}
		switch c.Op(i) {
		case "RESUME", "CACHE", "RETURN_GENERATOR", "COPY_FREE_VARS", "MAKE_CELL", "POP_TOP":
			continue
		}
		if p.Line < r.Line || p.Line == r.Line && p.Col < r.Col ||
			p.EndLine > r.EndLine || p.EndLine == r.EndLine && p.EndCol > r.EndCol {
			return false
		}
	}
	return true
}
