package build

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"sort"
	"strings"

	"golang.org/x/sync/errgroup"

	"spc/cache"
	"spc/pyinfo"
)

// Runtime is the C runtime, compiled for one interpreter by one clang.
type Runtime struct {
	Bitcode   string // the inline part, to be linked into each module before optimisation
	Extension string // the shared part: an extension module
	ID        string // of sources, interpreter, toolchain and flags
}

// RuntimeSources are the C files of the runtime.
type RuntimeSources struct {
	FS     fs.FS
	Inline string   // the one file that becomes the bitcode
	Core   string   // the folder of the files that become the extension module
	Name   string   // of the extension module
	Flags  []string // more for the compiler, such as -I of folders inside FS ("-Iinclude")
}

// runtimeFlags compile the runtime: optimised, and with the interpreter's internal headers.
var runtimeFlags = []string{"-std=gnu11", "-O2", "-DNDEBUG", "-Wno-unused", "-w"}

// The core has debug lines for gdb and valgrind. What is inlined into modules has none: its instructions then have the
// location of the call, a line of Python, and LLVM has much less to carry along.
var coreFlags, inlineFlags = []string{"-c", "-g1"}, []string{"-c", "-g0", "-emit-llvm"}

// BuildRuntime compiles the runtime unless the cache has it. Sanitizer flags and
// the like can be given by the environment variable SPC_RT_CFLAGS.
//
// Both parts see the macro SPC_RUNTIME_ID, the ID as a string literal: what came
// from one run of this function has the same ID, and can refuse what has not.
// The extension lies in the folder rt/ID of the cache; the link
// runtime/SOABI there leads to the folder of the runtime that was built last.
func BuildRuntime(ctx context.Context, src RuntimeSources, in *pyinfo.Interp, t *Toolchain) (*Runtime, error) {
	text, err := hashTree(src.FS)
	if err != nil {
		return nil, err
	}
	extra := strings.Fields(os.Getenv("SPC_RT_CFLAGS"))
	id := cache.Key(append([]string{text, in.Hash, t.ID, src.Inline, src.Core, src.Name, fmt.Sprint(src.Flags),
		fmt.Sprint(runtimeFlags, coreFlags, inlineFlags)}, extra...)...)
	dir, err := cache.Path("rt", id)
	if err != nil {
		return nil, cacheError(err)
	}
	r := &Runtime{Bitcode: filepath.Join(dir, "inline.bc"), Extension: filepath.Join(dir, src.Name+in.ExtSuffix), ID: id}
	if exists(r.Bitcode) && exists(r.Extension) {
		cache.Touch(r.Bitcode)
		cache.Touch(r.Extension)
		return r, nil
	}
	if h := in.MissingHeader(); h != "" {
		return nil, &MissingTool{"headers", fmt.Sprintf("%s (CPython %s) has no %s; install its headers, for example: apt-get install %s",
			in.Exe, in.VersionString(), h, HeaderPackage(in))}
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, diskError(dir, err)
	}
	tmp, err := os.MkdirTemp(dir, ".spc-*")
	if err != nil {
		return nil, diskError(dir, err)
	}
	defer os.RemoveAll(tmp)
	if err := os.CopyFS(filepath.Join(tmp, "src"), src.FS); err != nil {
		return nil, diskError(tmp, err)
	}
	flags := append(append([]string{}, runtimeFlags...), codegenFlags...)
	for _, f := range src.Flags {
		if dir, ok := strings.CutPrefix(f, "-I"); ok && !filepath.IsAbs(dir) {
			f = "-I" + filepath.Join(tmp, "src", dir)
		}
		flags = append(flags, f)
	}
	for _, dir := range in.IncludeDirs {
		flags = append(flags, "-I"+dir)
	}
	flags = append(flags, fmt.Sprintf("-DSPC_RUNTIME_ID=%q", id))
	flags = append(flags, "-ffile-prefix-map="+filepath.Join(tmp, "src")+"=rt")
	flags = append(flags, extra...)
	if err := compileRuntime(ctx, src, t, tmp, flags); err != nil {
		return nil, err
	}
	// The bitcode goes last: its presence says that the extension is there too.
	if err := os.Rename(filepath.Join(tmp, "core.so"), r.Extension); err != nil {
		return nil, diskError(r.Extension, err)
	}
	if err := os.Rename(filepath.Join(tmp, "inline.bc"), r.Bitcode); err != nil {
		return nil, diskError(r.Bitcode, err)
	}
	return r, linkRuntime(in.SOABI, id, tmp)
}

// linkRuntime makes the cache's runtime/SOABI lead to rt/ID.
func linkRuntime(soabi, id, tmp string) error {
	link, err := cache.Path("runtime", soabi)
	if err != nil {
		return cacheError(err)
	}
	aside := filepath.Join(tmp, "link")
	if err = os.MkdirAll(filepath.Dir(link), 0o755); err == nil {
		if err = os.Symlink(filepath.Join("..", "rt", id), aside); err == nil {
			err = os.Rename(aside, link)
		}
	}
	if err != nil {
		return diskError(link, err)
	}
	return nil
}

// compileRuntime makes inline.bc and core.so in dir of the files in dir/src.
func compileRuntime(ctx context.Context, src RuntimeSources, t *Toolchain, dir string, flags []string) error {
	core, err := fs.Glob(src.FS, path.Join(src.Core, "*.c"))
	if err != nil || len(core) == 0 {
		return toolf("the runtime has no sources in %s", src.Core)
	}
	g, during := errgroup.WithContext(ctx)
	g.SetLimit(workers())
	file := func(name string) string { return filepath.Join(dir, "src", filepath.FromSlash(name)) }
	var objects []string
	for i, name := range core {
		object := filepath.Join(dir, fmt.Sprintf("%d.o", i))
		objects = append(objects, object)
		g.Go(func() error {
			_, err := run(during, t.Clang, nil, slices.Concat(coreFlags, []string{file(name), "-o", object}, flags)...)
			return err
		})
	}
	g.Go(func() error {
		flags := flags
		if sanitizes() { // instrumented once, with the module that it becomes part of
			flags = append(slices.Clip(flags), "-Xclang", "-disable-llvm-passes")
		}
		_, err := run(during, t.Clang, nil, slices.Concat(inlineFlags, []string{file(src.Inline), "-o", filepath.Join(dir, "inline.bc")}, flags)...)
		return err
	})
	if err := g.Wait(); err != nil {
		return err
	}
	return t.link(ctx, filepath.Join(dir, "core.so"), true, objects...)
}

// hashTree identifies the files of a tree by names and contents.
func hashTree(tree fs.FS) (string, error) {
	var parts []string
	err := fs.WalkDir(tree, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(tree, name)
		parts = append(parts, name+" "+cache.Hash(data))
		return err
	})
	sort.Strings(parts)
	return cache.Key(parts...), err
}

// HeaderPackage guesses the Debian package that has an interpreter's headers.
func HeaderPackage(in *pyinfo.Interp) string {
	return fmt.Sprintf("python%d.%d-dev", in.Version[0], in.Version[1])
}

func exists(path string) bool {
	st, err := os.Stat(path)
	return err == nil && st.Mode().IsRegular()
}

func cacheError(err error) error {
	return toolf("no usable cache folder: %v", err)
}
