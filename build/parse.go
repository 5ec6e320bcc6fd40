package build

import (
	"slices"
	"strings"

	"spc/diag"
	"spc/pyinfo"
	"spc/symtable"
	"spc/syntax"
	"spc/typecheck"
)

// source is a module that has been parsed.
type source struct {
	unit  *Unit
	text  []byte
	tree  *syntax.Module
	mode  typecheck.Mode
	stub  bool              // a .pyi: its types are not trusted
	diags []diag.Diagnostic // of the syntax
}

// maxSyntaxErrors is how many mistakes of syntax are told of one file: one that is
// cut off or no Python at all has thousands.
const maxSyntaxErrors = 50

// parse parses a module and decides what its annotations mean.
func parse(u *Unit, text []byte, mode Mode, version syntax.Version) *source {
	s := &source{unit: u, text: text}
	var errs []syntax.Error
	s.tree, errs = syntax.Parse(u.Path, text, syntax.Options{Version: version})
	for i, e := range errs {
		if i == maxSyntaxErrors {
			s.diags[i-1] = s.diags[i-1].WithNote("", diag.Range{}, "%d more mistakes of syntax in this file", len(errs)-i)
			break
		}
		s.diags = append(s.diags, diag.Errorf(u.Path, e.Range, syntaxCode(e.Code), "%s", e.Msg))
	}
	s.mode = moduleMode(s.tree, mode)
	return s
}

func syntaxCode(c syntax.Code) diag.Code {
	switch c {
	case syntax.CodeIndentation, syntax.CodeTab:
		return diag.BadIndentation
	case syntax.CodeEncoding:
		return diag.BadEncoding
	case syntax.CodeNesting:
		return diag.TooComplex
	}
	return diag.BadSyntax
}

// scopeErrors finds what the grammar admits and the interpreter's compiler refuses: statements that stand in the wrong
// place, declarations that contradict each other.
func scopeErrors(s *source) []diag.Diagnostic {
	var ds []diag.Diagnostic
	_, errs := symtable.Build(s.tree)
	for _, e := range append(errs, symtable.Misplaced(s.tree)...) {
		ds = append(ds, diag.Errorf(s.unit.Path, e.Range, diag.BadScope, "%s", e.Msg))
	}
	return ds
}

// moduleMode is what was asked for, else what the module's marker says, else static.
func moduleMode(tree *syntax.Module, mode Mode) typecheck.Mode {
	switch {
	case mode == Dynamic:
		return typecheck.DynamicMode
	case mode == Auto && marker(tree) == "__strict__":
		return typecheck.StrictMode
	}
	return typecheck.StaticMode
}

// marker is the module that marks tree: __static__, also together with
// __strict__, else __strict__, else "".
func marker(tree *syntax.Module) string {
	found := ""
	for _, m := range markers(tree) {
		if found = m; m == "__static__" {
			break
		}
	}
	return found
}

// marksStrict reports whether tree has the marker of strict modules, alone or with the other.
func marksStrict(tree *syntax.Module) bool { return slices.Contains(markers(tree), "__strict__") }

// markers are the flag imports at the top of tree: behind nothing but a docstring, imports from __future__ and other flags.
func markers(tree *syntax.Module) (found []string) {
	for i, stmt := range tree.Body {
		switch s := stmt.(type) {
		case *syntax.ExprStmt:
			if c, ok := s.Value.(*syntax.Constant); ok && i == 0 && isString(c) {
				continue
			}
			return found
		case *syntax.ImportFrom:
			if s.Level == 0 && (s.Module == "__future__" || s.Module == "__strict__" || s.Module == "__static__.compiler_flags") {
				continue
			}
			return found
		case *syntax.Import:
			n := len(found)
			for _, a := range s.Names {
				if a.AsName == "" && (a.Name == "__static__" || a.Name == "__strict__") {
					found = append(found, a.Name)
				}
			}
			if len(found) == n {
				return found
			}
		default:
			return found
		}
	}
	return found
}

func isString(c *syntax.Constant) bool {
	_, ok := c.Value.(syntax.Str)
	return ok
}

// refusal is the diagnostic for a module that our parser accepts and the target
// interpreter's compiler does not, such as one that it finds too complex.
func refusal(s *source, e *pyinfo.CompileError) diag.Diagnostic {
	code := diag.BadSyntax
	switch e.Type {
	case "SyntaxError":
		code = diag.BadScope
	case "IndentationError", "TabError":
		code = diag.BadIndentation
	case "RecursionError", "MemoryError", "OverflowError":
		code = diag.TooComplex
	}
	var r diag.Range
	if e.Line > 0 {
		// Columns of exceptions are code points from 1.
		lines := strings.SplitAfter(string(s.text), "\n")
		offset := func(line, col int) int32 {
			if line > len(lines) || col < 1 {
				return 0
			}
			text := []rune(lines[line-1])
			return int32(len(string(text[:min(col-1, len(text))])))
		}
		r = diag.Range{Line: int32(e.Line), Col: offset(e.Line, e.Col), EndLine: int32(e.Line)}
		r.EndCol = r.Col
		if e.EndLine >= e.Line && e.EndCol > 0 {
			r.EndLine, r.EndCol = int32(e.EndLine), offset(e.EndLine, e.EndCol)
		}
	}
	return diag.Errorf(s.unit.Path, r, code, "%s", e.Message)
}
