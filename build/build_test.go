package build

import (
	"bytes"
	"context"
	"debug/elf"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/fstest"

	"spc/cache"
	"spc/diag"
	"spc/pyinfo"
)

// fakeRuntime has one inline function and a core that is an empty library.
var fakeRuntime = RuntimeSources{
	FS: fstest.MapFS{
		"inline/inline.c": {Data: []byte("int spc_answer(void) { return 42; }\n")},
		"core/core.c":     {Data: []byte("#include <Python.h>\n#include \"part.h\"\n" + `__attribute__((visibility("default"))) const char *core_id(void) { return SPC_RUNTIME_ID; }`)},
		"inc/part.h":      {Data: []byte("\n")},
	},
	Inline: "inline/inline.c", Core: "core", Name: "_rt", Flags: []string{"-Iinc"},
}

// fakeFrontend makes a module with one function that calls the runtime's; a
// source with "error" in it is wrong, "panic" and "broken" do as they say.
func fakeFrontend(calls *atomic.Int32) Frontend {
	return func(b *Batch) Compiler { return fakeCompiler{calls} }
}

type fakeCompiler struct{ calls *atomic.Int32 }

func (fakeCompiler) Holds(context.Context, *ModuleUse) (bool, error) { return false, nil }

func (c fakeCompiler) Compile(ctx context.Context, job *Job) (*Output, error) {
	c.calls.Add(1)
	m, err := job.Module()
	if err != nil {
		return nil, err
	}
	text := string(job.Sources[job.Unit])
	out := &Output{Report: &ModuleReport{Mode: Static}, Dumps: map[string]string{"hir": "the hir"}}
	switch {
	case strings.Contains(text, "panic"):
		panic("a bug")
	case strings.Contains(text, "error"):
		out.Diags = []diag.Diagnostic{diag.Errorf(job.Unit.Path, diag.Range{Line: 1, EndLine: 1, EndCol: 5}, diag.TypeMismatch, "wrong")}
		return out, nil
	}
	if m.Err != nil {
		return nil, m.Err
	}
	m.Code.Walk(func(c *pyinfo.CodeTree) {
		out.Report.Functions = append(out.Report.Functions, &FunctionReport{Qualname: c.Qualname, Line: c.FirstLine, Entry: Native})
	})
	out.Inputs = []string{filepath.Join(job.Unit.Root, "dep.py")}
	out.IR = fmt.Appendf(nil, "declare i32 @spc_answer()\ndefine i32 @%q() {\n  %%r = call i32 @spc_answer()\n  ret i32 %%r\n}\n", job.Unit.InitSymbol())
	if strings.Contains(text, "broken") {
		out.IR = []byte("this is no IR")
	}
	return out, nil
}

type bench struct {
	*testing.T
	dir    string
	calls  atomic.Int32
	driver *Driver
}

func newBench(t *testing.T) *bench {
	t.Helper()
	if _, err := FindToolchain(context.Background()); err != nil {
		t.Skip(err)
	}
	if in, err := Interpreter(context.Background(), ""); err != nil || in.MissingHeader() != "" {
		t.Skip("no interpreter with headers")
	}
	b := &bench{T: t, dir: t.TempDir()}
	b.driver = &Driver{Frontend: fakeFrontend(&b.calls), Runtime: fakeRuntime}
	return b
}

func (b *bench) write(name, text string) string {
	b.Helper()
	p := filepath.Join(b.dir, name)
	if err := os.WriteFile(p, []byte(text), 0o644); err != nil {
		b.Fatal(err)
	}
	return p
}

func (b *bench) build(o *Options, paths ...string) (*Result, error) {
	b.Helper()
	units, err := Discover(paths)
	if err != nil {
		b.Fatal(err)
	}
	return b.driver.Build(context.Background(), units, o)
}

func (b *bench) extensions() []string {
	found, _ := filepath.Glob(filepath.Join(b.dir, "*.so"))
	return found
}

func TestBuild(t *testing.T) {
	b := newBench(t)
	o := &Options{OptLevel: 2}
	mod, other := b.write("mod.py", "def f(): pass\n"), b.write("other.py", "x = 1\n")
	res, err := b.build(o, mod, other)
	if err != nil {
		t.Fatal(err)
	}
	if len(b.extensions()) != 2 || b.calls.Load() != 2 {
		t.Fatalf("made %v with %d calls", b.extensions(), b.calls.Load())
	}
	f, err := elf.Open(res.Report.Modules[0].Extension)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	symbols, err := f.DynamicSymbols()
	if err != nil || len(symbols) != 1 || symbols[0].Name != "PyInit_mod" {
		t.Errorf("%v %v: the runtime's function must be inlined or internal", symbols, err)
	}
	if n := len(res.Report.Modules[0].Functions); n != 2 {
		t.Errorf("%d functions reported", n)
	}

	again := func(want int32, why string) {
		t.Helper()
		b.calls.Store(0)
		res, err := b.build(o, mod, other)
		if err != nil || b.calls.Load() != want {
			t.Errorf("%s: %d front end calls, want %d; %v", why, b.calls.Load(), want, err)
		}
		if err == nil && len(res.Report.Modules) != 2 {
			t.Errorf("%s: report lost", why)
		}
	}
	again(0, "up to date")
	os.Remove(res.Report.Modules[0].Extension)
	again(0, "extension deleted")
	if len(b.extensions()) != 2 {
		t.Error("not put back from the cache")
	}
	b.write("mod.py", "def g(): pass\n")
	again(1, "source changed")
	b.write("dep.py", "")
	again(2, "a file that was looked for appeared")
	o.OptLevel = 0
	again(2, "other options")
}

func TestBuildIsReproducible(t *testing.T) {
	b := newBench(t)
	var images [][]byte
	for _, folder := range []string{"one", "two"} {
		t.Setenv("SPC_RT_CFLAGS", "-DFOLDER_"+folder) // keeps the plans and runtimes apart
		if err := os.Mkdir(filepath.Join(b.dir, folder), 0o755); err != nil {
			t.Fatal(err)
		}
		res, err := b.build(&Options{OptLevel: 2}, b.write(folder+"/mod.py", "x = 1\n"))
		if err != nil {
			t.Fatal(err)
		}
		image, err := os.ReadFile(res.Report.Modules[0].Extension)
		if err != nil {
			t.Fatal(err)
		}
		images = append(images, image)
	}
	if !bytes.Equal(images[0], images[1]) {
		t.Error("the same source gave different bytes")
	}
}

func TestBuildErrors(t *testing.T) {
	b := newBench(t)
	good := b.write("good.py", "x = 1\n")
	var tool *ToolError
	res, err := b.build(&Options{}, good, b.write("bad.py", "error\n"))
	if err != nil || !diag.HasErrors(res.Diags) {
		t.Errorf("program error: %v", err)
	}
	for name, want := range map[string]string{"panic": "internal error of spc: a bug", "broken": "failed with exit status"} {
		_, err := b.build(&Options{}, good, b.write(name+".py", "'"+name+"'\n"))
		if !errors.As(err, &tool) || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if left := b.extensions(); left != nil {
		t.Errorf("left behind: %v", left)
	}
}

func TestKilledClang(t *testing.T) {
	b := newBench(t)
	real, err := FindToolchain(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	fake := filepath.Join(b.dir, "clang")
	script := fmt.Sprintf("#!/bin/sh\ncase \"$*\" in *' ir '*) kill -9 $$;; esac\nexec %s \"$@\"\n", real.Clang)
	if err := os.WriteFile(fake, []byte(script), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("SPC_CLANG", fake)
	var tool *ToolError
	_, err = b.build(&Options{}, b.write("m.py", "x = 1\n"))
	if !errors.As(err, &tool) || !strings.Contains(err.Error(), "clang was killed") {
		t.Errorf("%v", err)
	}
	if left := b.extensions(); left != nil {
		t.Errorf("left behind: %v", left)
	}
}

func TestUnwritableOutput(t *testing.T) {
	b := newBench(t)
	file := b.write("file", "")
	var tool *ToolError
	_, err := b.build(&Options{OutDir: filepath.Join(file, "out")}, b.write("m.py", "x = 1\n"))
	if !errors.As(err, &tool) || !strings.Contains(err.Error(), "cannot write") {
		t.Errorf("%v", err)
	}
}

func TestEmit(t *testing.T) {
	b := newBench(t)
	m := b.write("m.py", "x = 1\n")
	kinds, err := ParseEmit("asm,hir,llvm")
	if err != nil {
		t.Fatal(err)
	}
	res, err := b.build(&Options{Emit: kinds}, m)
	if err != nil || len(res.Dumps) != 3 {
		t.Fatalf("%v, %v", res, err)
	}
	for i, want := range []string{"the hir", "spc_answer", "PyInit_m:"} {
		if !strings.Contains(res.Dumps[i].Text, want) {
			t.Errorf("%s: %s", res.Dumps[i].Kind, res.Dumps[i].Text)
		}
	}
	if left := b.extensions(); left != nil {
		t.Errorf("left behind: %v", left)
	}
	if _, err := ParseEmit("hir,nonsense"); err == nil {
		t.Error("nonsense accepted")
	}
}

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "spc-test-*")
	if err != nil {
		panic(err)
	}
	os.Setenv("SPC_CACHE", dir)
	status := m.Run()
	os.RemoveAll(dir)
	os.Exit(status)
}

// fullDisk makes a file system with a few kilobytes of room.
func fullDisk(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=8k"); err != nil {
		t.Skipf("cannot mount a small file system: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	return dir
}

func TestFullDisk(t *testing.T) {
	b := newBench(t)
	disk := fullDisk(t)
	one, two := b.write("one.py", "x = 1\n"), b.write("two.py", "x = 2\n")
	if err := os.WriteFile(filepath.Join(disk, "ballast"), make([]byte, 4096), 0o644); err != nil {
		t.Fatal(err)
	}
	var tool *ToolError
	_, err := b.build(&Options{OutDir: disk}, one, two)
	if !errors.As(err, &tool) || !strings.Contains(err.Error(), "no space left on device") || !strings.Contains(err.Error(), ".cpython-3") {
		t.Errorf("output: %v", err)
	}
	if left, _ := os.ReadDir(disk); len(left) != 1 {
		t.Errorf("left behind: %v", left)
	}
	if _, err := b.build(&Options{}, one); err != nil { // fills the cache for this option set
		t.Fatal(err)
	}
	old := cache.Dir
	defer func() { cache.Dir = old }()
	cache.Dir = func() (string, error) { return disk, nil }
	if _, err := b.build(&Options{OptLevel: 1}, two); err == nil || !strings.Contains(strings.ToLower(err.Error()), "no space left on device") {
		t.Errorf("cache: %v", err)
	}
}

// TestSimultaneousBuilds has several builds of the same modules race from an
// empty cache: each must succeed and leave whole files.
func TestSimultaneousBuilds(t *testing.T) {
	b := newBench(t)
	t.Setenv("SPC_RT_CFLAGS", "-DSIMULTANEOUS") // a runtime of its own, which is built, too
	m := b.write("m.py", "x = 1\n")
	units, err := Discover([]string{m})
	if err != nil {
		t.Fatal(err)
	}
	results := make(chan error)
	for range 4 {
		go func() {
			res, err := b.driver.Build(context.Background(), units, &Options{OptLevel: 2})
			if err == nil {
				var f *elf.File
				if f, err = elf.Open(res.Report.Modules[0].Extension); err == nil {
					f.Close()
				}
			}
			results <- err
		}()
	}
	for range 4 {
		if err := <-results; err != nil {
			t.Error(err)
		}
	}
	if files, _ := os.ReadDir(b.dir); len(files) != 2 {
		t.Errorf("files: %v", files)
	}
}
