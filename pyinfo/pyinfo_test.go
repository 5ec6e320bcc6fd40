package pyinfo

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"spc/syntax"
)

// interpreters finds one interpreter of each supported version on PATH or
// among those of pyenv; tests run on all of them.
func interpreters(t *testing.T) []*Interp {
	t.Helper()
	var found []*Interp
	seen := map[string]bool{}
	names := []string{"python3", "python3.11", "python3.12", "python3.13"}
	if root := os.Getenv("PYENV_ROOT"); root != "" {
		more, _ := filepath.Glob(filepath.Join(root, "versions", "3.1[123]*", "bin", "python3"))
		names = append(names, more...)
	}
	if home, err := os.UserHomeDir(); err == nil {
		more, _ := filepath.Glob(filepath.Join(home, ".pyenv", "versions", "3.1[123]*", "bin", "python3"))
		names = append(names, more...)
	}
	for _, name := range names {
		in, err := Probe(context.Background(), name)
		if err != nil || seen[in.VersionString()] {
			continue
		}
		seen[in.VersionString()] = true
		found = append(found, in)
	}
	if len(found) == 0 {
		t.Skip("no supported Python interpreter")
	}
	return found
}

func TestProbe(t *testing.T) {
	for _, in := range interpreters(t) {
		t.Run(in.VersionString(), func(t *testing.T) {
			if in.Version[0] != 3 || !strings.HasPrefix(in.CacheTag, "cpython-3") || !strings.HasSuffix(in.ExtSuffix, ".so") {
				t.Errorf("%+v", in)
			}
			if in.Types["object"] != (TypeSize{16, 0}) || in.Types["tuple"].Item != 8 || in.Types["function"].Basic < 100 {
				t.Errorf("sizes: %v", in.Types)
			}
			if len(in.Hash) != 32 {
				t.Errorf("hash %q", in.Hash)
			}
			again, err := Probe(context.Background(), in.Exe)
			if err != nil || again.Hash != in.Hash {
				t.Errorf("from the cache: %+v, %v", again, err)
			}
		})
	}
}

func TestProbeFailures(t *testing.T) {
	t.Setenv("SPC_CACHE", t.TempDir())
	script := func(text string) string {
		p := filepath.Join(t.TempDir(), "python")
		if err := os.WriteFile(p, []byte(text), 0o755); err != nil {
			t.Fatal(err)
		}
		return p
	}
	var notFound *NotFoundError
	if _, err := Probe(context.Background(), "no-such-python"); !errors.As(err, &notFound) {
		t.Errorf("missing: %v", err)
	}
	if _, err := Probe(context.Background(), t.TempDir()); !errors.As(err, &notFound) {
		t.Errorf("folder: %v", err)
	}
	if _, err := Probe(context.Background(), script("#!/bin/sh\necho oops >&2; exit 3\n")); err == nil || !strings.Contains(err.Error(), "oops") {
		t.Errorf("failing: %v", err)
	}
	if _, err := Probe(context.Background(), script("#!/bin/sh\necho hello\n")); err == nil {
		t.Error("a script that prints nonsense is accepted")
	}
	var unsupported *UnsupportedError
	for _, name := range []string{"pypy3", "python3.10", "python3.9"} {
		if _, err := exec.LookPath(name); err != nil {
			continue
		}
		in, err := Probe(context.Background(), name)
		if in == nil {
			continue // a version manager's shim for a version that is not chosen
		}
		if !errors.As(err, &unsupported) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

const program = `import os

@staticmethod
def f(a, /, b, *args, c=1, **kw):
    x = a + b * c
    def inner():
        return a.upper(x)[0]
    return [inner
            .__call__() for _ in args]

class C:
    def m(self):
        yield self.a.b(
            1)
        return (self
                .first(1)
                .second(2))
`

func TestCompile(t *testing.T) {
	for _, in := range interpreters(t) {
		t.Run(in.VersionString(), func(t *testing.T) {
			m, err := in.Compile(context.Background(), []byte(program), "prog.py")
			if err != nil || m.Err != nil {
				t.Fatal(err, m)
			}
			byName := map[string]*CodeTree{}
			var order []int
			m.Code.Walk(func(c *CodeTree) { byName[c.Qualname] = c; order = append(order, c.Index) })
			for i, n := range order {
				if i != n {
					t.Fatalf("order %v", order)
				}
			}
			f := byName["f"]
			if f == nil || f.FirstLine != 3 || f.ArgCount != 2 || f.PosOnly != 1 || f.KwOnly != 1 ||
				f.Flags&VarArgs == 0 || f.Flags&VarKeywords == 0 || strings.Join(f.Cellvars, ",") != "a,x" && strings.Join(f.Cellvars, ",") != "a,inner,x" {
				t.Fatalf("%+v", f)
			}
			if inner := byName["f.<locals>.inner"]; inner.NLocalsPlus != 2 || len(inner.Freevars) != 2 {
				t.Errorf("%+v", inner)
			}
			if g := byName["C.m"]; g.Flags&Generator == 0 || g.FirstTraceable == 0 {
				t.Errorf("generator: %+v", g)
			}
			checkOffset := func(c *CodeTree, line, col, endLine, endCol int32, ops ...string) {
				t.Helper()
				at := c.OffsetFor(syntax.Range{Line: line, Col: col, EndLine: endLine, EndCol: endCol})
				for _, op := range ops {
					if c.Op(at) == op {
						return
					}
				}
				t.Errorf("%d:%d-%d:%d is %s, want %v", line, col, endLine, endCol, c.Op(at), ops)
			}
			checkOffset(f, 5, 8, 5, 17, "BINARY_OP")
			checkOffset(f, 5, 12, 5, 17, "BINARY_OP")
			checkOffset(byName["f.<locals>.inner"], 7, 15, 7, 25, "CALL")
			checkOffset(byName["f.<locals>.inner"], 7, 15, 7, 28, "BINARY_SUBSCR")
			checkOffset(byName["C.m"], 13, 14, 14, 14, "CALL")
			checkOffset(byName["C.m"], 15, 16, 17, 26, "CALL")
			checkOffset(byName["C.m"], 15, 16, 16, 25, "CALL")
			if at := f.OffsetFor(syntax.Range{Line: 1, Col: 0, EndLine: 1, EndCol: 1}); at != f.FirstTraceable {
				t.Errorf("before the first line: %d", at)
			}
		})
	}
}

// TestCompileIsReproducible compiles the module alone and together with
// another that shares its names: the bytes must not depend on that.
func TestCompileIsReproducible(t *testing.T) {
	for _, in := range interpreters(t) {
		alone, err := in.Compile(context.Background(), []byte(program), "prog.py")
		if err != nil {
			t.Fatal(err)
		}
		other := Source{"other.py", []byte("inner = upper = 'first'\n" + program)}
		both, err := in.CompileAll(context.Background(), []Source{other, {"prog.py", []byte(program)}})
		if err != nil {
			t.Fatal(err)
		}
		if string(alone.Marshalled) != string(both[1].Marshalled) {
			t.Errorf("%s: bytes differ", in.VersionString())
		}
	}
}

func TestCompileErrors(t *testing.T) {
	in := interpreters(t)[0]
	ms, err := in.CompileAll(context.Background(), []Source{
		{"a.py", []byte("x = (1,\n")},
		{"b.py", []byte("x = 1\n")},
		{"c.py", []byte("x = '\x00'\n")},
		{"d.py", []byte("# coding: latin-1\nx = '\xe9'\n")},
		{"e.py", []byte("x = '\xe9'\n")},
		{"f.py", []byte("x = '\\ud800'\nclass \u00e9: pass\n")},
	})
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{"SyntaxError", "", "SyntaxError ValueError", "", "SyntaxError", ""} {
		got := ""
		if ms[i].Err != nil {
			got = ms[i].Err.Type
		}
		if got != want && (got == "" || !strings.Contains(want, got)) {
			t.Errorf("%d: %v, want %q", i, ms[i].Err, want)
		}
	}
	if e := ms[0].Err; e.Line != 1 || e.Col != 5 {
		t.Errorf("%+v", e)
	}
}

func BenchmarkCompile(b *testing.B) {
	in, err := Probe(context.Background(), "python3")
	if err != nil {
		b.Skip(err)
	}
	text := []byte(strings.Repeat(program[strings.Index(program, "@"):], 30)) // 510 lines
	for b.Loop() {
		if _, err := in.Compile(context.Background(), text, "x.py"); err != nil {
			b.Fatal(err)
		}
	}
}
