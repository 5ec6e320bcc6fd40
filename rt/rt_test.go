package rt_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"spc/build"
	"spc/pyinfo"
	"spc/rt"
)

// interpreters are those that the runtime's C part is tried on: SPC_TEST_PYTHONS (separated like PATH), else what PATH
// and pyenv offer, a debug build included.
func interpreters(t *testing.T) []*pyinfo.Interp {
	names := filepath.SplitList(os.Getenv("SPC_TEST_PYTHONS"))
	if len(names) == 0 {
		names = []string{"python3.11", "python3.12", "python3.13", "python3.11d"}
		if home, err := os.UserHomeDir(); err == nil {
			more, _ := filepath.Glob(filepath.Join(home, ".pyenv", "versions", "3.1[123].*", "bin", "python3"))
			names = append(names, more...)
		}
	}
	var list []*pyinfo.Interp
	seen := map[string]bool{}
	for _, name := range names {
		in, err := pyinfo.Probe(context.Background(), name)
		if err != nil || in.MissingHeader() != "" || seen[in.SOABI] {
			continue
		}
		seen[in.SOABI] = true
		list = append(list, in)
	}
	if len(list) == 0 {
		t.Skip("no interpreter with headers")
	}
	return list
}

func toolchain(t *testing.T) *build.Toolchain {
	tc, err := build.FindToolchain(context.Background())
	if err != nil {
		t.Skip(err)
	}
	return tc
}

// tool runs a program and gives its standard output.
func tool(t *testing.T, name string, args ...string) []byte {
	t.Helper()
	cmd := exec.Command(name, args...)
	var errs bytes.Buffer
	cmd.Stderr = &errs
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v\n%s", name, err, errs.Bytes())
	}
	return out
}

func includes(in *pyinfo.Interp) []string {
	var flags []string
	for _, dir := range in.IncludeDirs {
		flags = append(flags, "-I"+dir)
	}
	return append(flags, rt.Flags()...)
}

// llvmTypes are what clang makes of C types that stand for the representations.
var llvmTypes = [...]string{"void", "ptr", "i64", "i1", "i8", "i16", "i32", "i64", "i8", "i16", "i32", "i64",
	"float", "double", "ptr"}

// prototype is f's machine signature as LLVM writes it.
func prototype(f *rt.Func) string {
	var ps []string
	for _, p := range f.Params {
		ps = append(ps, llvmTypes[p.Rep])
	}
	if f.Variadic {
		ps = append(ps, "ptr", "i64")
	}
	res := llvmTypes[f.Result]
	switch f.Err {
	case rt.Minus1:
		res = "i32"
	case rt.Always:
		res = "void"
	}
	return res + "(" + strings.Join(ps, ", ") + ")"
}

var (
	definition = regexp.MustCompile(`(?m)^define [^@]*?(\w+) @(spc_\w+)\((.*)\)`)
	attribute  = regexp.MustCompile(`\([^()]*\)`)
)

// TestPrototypes holds the table against the C functions, whose machine signatures clang tells.
func TestPrototypes(t *testing.T) {
	tc := toolchain(t)
	for _, in := range interpreters(t)[:1] {
		args := append([]string{"-S", "-emit-llvm", "-O1", "-w", "-std=gnu11", "-DNDEBUG", `-DSPC_RUNTIME_ID="test"`,
			rt.InlineFile, "-o", "-"}, includes(in)...)
		have := map[string]string{}
		for _, m := range definition.FindAllStringSubmatch(string(tool(t, tc.Clang, args...)), -1) {
			var ps []string
			for _, p := range strings.Split(attribute.ReplaceAllString(m[3], ""), ",") {
				if fields := strings.Fields(p); len(fields) > 0 {
					ps = append(ps, fields[0])
				}
			}
			have[m[2]] = m[1] + "(" + strings.Join(ps, ", ") + ")"
		}
		for f := range rt.Names {
			if got := have[f.Name]; got != prototype(f) {
				t.Errorf("%s: the table says %s, C says %q", f.Name, prototype(f), got)
			}
		}
	}
}

// TestHand runs a module that was compiled by hand under each interpreter.
func TestHand(t *testing.T) {
	tc := toolchain(t)
	for _, in := range interpreters(t) {
		t.Run(in.SOABI, func(t *testing.T) {
			r, err := build.BuildRuntime(context.Background(), build.RuntimeSources{FS: rt.Sources(), Inline: rt.InlineFile,
				Core: rt.CoreFolder, Name: rt.Extension, Flags: rt.Flags()}, in, tc)
			if err != nil {
				t.Fatal(err)
			}
			dir := t.TempDir()
			for _, name := range []string{"hand.py", "check_hand.py"} {
				data, err := os.ReadFile(filepath.Join("testdata", name))
				if err == nil {
					err = os.WriteFile(filepath.Join(dir, name), data, 0o644)
				}
				if err != nil {
					t.Fatal(err)
				}
			}
			tool(t, in.Exe, "testdata/blobs.py", "testdata/hand.py", filepath.Join(dir, "blobs.h"))
			args := append([]string{"-shared", "-fPIC", "-O1", "-g1", "-w", "-std=gnu11", "-DNDEBUG", "-fno-strict-aliasing",
				"-fwrapv", "-fvisibility=hidden", fmt.Sprintf("-DSPC_RUNTIME_ID=%q", r.ID), "-I" + dir,
				"testdata/hand.c", "-o", filepath.Join(dir, "hand"+in.ExtSuffix)}, includes(in)...)
			args = append(args, strings.Fields(os.Getenv("SPC_RT_CFLAGS"))...)
			tool(t, tc.Clang, args...)
			cmd := exec.Command(in.Exe, filepath.Join(dir, "check_hand.py"))
			python, _ := filepath.Abs("../python")
			cmd.Env = append(os.Environ(), "PYTHONPATH="+python, "SPC_RUNTIME="+filepath.Dir(r.Extension))
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Errorf("%v\n%s", err, out)
			}
		})
	}
}
