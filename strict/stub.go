package strict

import (
	"embed"
	"os"
	"path/filepath"
	"strings"

	"spc/syntax"
)

// Stubs are Python files that are run in place of modules that are not strict: functions with bodies that compute the
// same kind of result without effects. A module-level __getattr__ answers for names that are not written out.

//go:embed stubs/*.pys
var library embed.FS

// stub is the stub of a module of the standard library; nil when there is none.
func stub(name string, version syntax.Version) *Source {
	path := "stubs/" + name + ".pys"
	text, err := library.ReadFile(path)
	if err != nil {
		return nil
	}
	return parseStub(name, "<"+name+".pys>", text, version)
}

// StubFile finds the stub of a module below a folder: NAME.pys or NAME/__init__.pys; nil when there is none, or it does
// not parse.
func StubFile(folder, name string, version syntax.Version) *Source {
	stem := filepath.Join(folder, filepath.FromSlash(strings.ReplaceAll(name, ".", "/")))
	for _, path := range []string{filepath.Join(stem, "__init__.pys"), stem + ".pys"} {
		if text, err := os.ReadFile(path); err == nil {
			s := parseStub(name, path, text, version)
			if s != nil {
				s.Package = filepath.Base(path) == "__init__.pys"
			}
			return s
		}
	}
	return nil
}

func parseStub(name, path string, text []byte, version syntax.Version) *Source {
	tree, errs := syntax.Parse(path, text, syntax.Options{Version: version})
	if len(errs) > 0 {
		return nil
	}
	return &Source{Name: name, Path: path, Tree: tree}
}
