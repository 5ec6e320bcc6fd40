// Package pyinfo asks a Python interpreter about itself and has it compile
// modules, so that nothing about an interpreter is guessed.
//
// Both questions are Python scripts embedded here, run with -I -S so that
// neither the user's environment nor site-packages take part.
package pyinfo

import (
	"bytes"
	"context"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"spc/cache"
)

//go:embed probe.py
var probeScript string

// TypeSize is the memory layout of a builtin type.
type TypeSize struct {
	Basic, Item int // tp_basicsize and tp_itemsize, in bytes
}

// Interp holds facts about one interpreter.
type Interp struct {
	Exe            string // absolute path to run it by; keeps virtual environments
	RealPath       string // Exe with symbolic links resolved
	Implementation string // sys.implementation.name
	Version        [3]int // 3, 11, 7
	Release        string // "final", "candidate", ...
	Prefix         string // sys.prefix
	CacheTag       string // cpython-311
	ExtSuffix      string // .cpython-311-x86_64-linux-gnu.so
	SOABI          string
	Platform       string   // linux-x86_64
	IncludeDirs    []string // for -I, without duplicates; may not exist
	Bits           int      // width of a pointer
	LittleEndian   bool
	Debug          bool // built with --with-pydebug
	FreeThreaded   bool // built with --disable-gil
	Opnames        [256]string
	Types          map[string]TypeSize // by __name__: "int", "function", "Exception", ...
	Hash           string              // identifies the build of the interpreter, not where it is installed
}

// UnsupportedError says that an interpreter works but cannot be compiled for.
type UnsupportedError struct {
	Exe, Reason string
}

func (e *UnsupportedError) Error() string { return e.Exe + ": " + e.Reason }

// NotFoundError says that there is no interpreter of that name.
type NotFoundError struct {
	Exe string
	Err error
}

func (e *NotFoundError) Error() string {
	var exit *exec.Error
	if errors.As(e.Err, &exit) && errors.Is(exit.Err, exec.ErrNotFound) {
		return fmt.Sprintf("Python interpreter %q not found on PATH", e.Exe)
	}
	var path *fs.PathError
	if errors.As(e.Err, &path) {
		return fmt.Sprintf("Python interpreter %s: %v", e.Exe, path.Err)
	}
	return fmt.Sprintf("Python interpreter %q: %v", e.Exe, e.Err)
}

func (e *NotFoundError) Unwrap() error { return e.Err }

// VersionString is "3.11.7".
func (in *Interp) VersionString() string {
	return fmt.Sprintf("%d.%d.%d", in.Version[0], in.Version[1], in.Version[2])
}

// AtLeast reports whether the interpreter is of the version or later.
func (in *Interp) AtLeast(major, minor int) bool {
	return in.Version[0] > major || in.Version[0] == major && in.Version[1] >= minor
}

// MissingHeader names the first C header that compiling the runtime needs and
// that the include folders do not have; "" when all are there. It looks at the
// disk each time, because headers get installed after the interpreter was
// first seen.
func (in *Interp) MissingHeader() string {
	for _, name := range []string{"Python.h", "pyconfig.h", "internal/pycore_frame.h"} {
		if in.findHeader(name) == "" {
			return name
		}
	}
	return ""
}

func (in *Interp) findHeader(name string) string {
	for _, dir := range in.IncludeDirs {
		p := filepath.Join(dir, name)
		if st, err := os.Stat(p); err == nil && !st.IsDir() {
			return p
		}
	}
	return ""
}

// Probe finds out about an interpreter, given by path or by a name on PATH. The
// facts are cached on disk for as long as the executable does not change.
//
// The error is a *NotFoundError when there is none, an *UnsupportedError when
// it is not one that spc compiles for (the Interp is returned as well then), or
// says how running it failed.
func Probe(ctx context.Context, exe string) (*Interp, error) {
	path, err := locate(ctx, exe)
	if err != nil {
		return nil, err
	}
	real, err := filepath.EvalSymlinks(path)
	if err != nil {
		return nil, &NotFoundError{exe, err}
	}
	stat, err := os.Stat(real)
	if err != nil {
		return nil, &NotFoundError{exe, err}
	}
	// A virtual environment answers differently from its base: the path it is
	// called by counts, beside what says that the executable is still the same.
	key := cache.Key(path, stat.ModTime().String(), fmt.Sprint(stat.Size()), probeScript)
	var in *Interp
	facts, known := cache.Get("interp", key)
	if known {
		in, _ = decodeFacts(facts) // damaged: ask again
	}
	if in == nil {
		if facts, err = runScript(ctx, path, probeScript, nil); err != nil {
			return nil, err
		}
		if in, err = decodeFacts(facts); err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		_, _ = cache.Put("interp", key, facts) // without it, the next run asks again
	}
	in.Exe, in.RealPath = path, real
	return in, in.supported()
}

// locate makes an absolute path of exe. A script (such as the shims of version
// managers) decides anew each time which interpreter it stands for, so it is
// asked.
func locate(ctx context.Context, exe string) (string, error) {
	path, err := exec.LookPath(exe)
	if err != nil && !errors.Is(err, exec.ErrDot) {
		return "", &NotFoundError{exe, err}
	}
	if path, err = filepath.Abs(path); err != nil {
		return "", &NotFoundError{exe, err}
	}
	f, err := os.Open(path)
	if err != nil {
		return path, nil // executable but not readable: no script
	}
	defer f.Close()
	magic := make([]byte, 2)
	if n, _ := f.Read(magic); n < 2 || string(magic) != "#!" {
		return path, nil
	}
	out, err := runScript(ctx, path, "import sys; sys.stdout.write(sys.executable)", nil)
	if err != nil {
		return "", err
	}
	if !filepath.IsAbs(string(out)) {
		return "", &UnsupportedError{path, "does not say which interpreter it runs"}
	}
	return string(out), nil
}

// runScript runs a Python script given as text, with input on stdin, and
// returns its output.
func runScript(ctx context.Context, exe, script string, input []byte) ([]byte, error) {
	cmd := exec.CommandContext(ctx, exe, "-I", "-S", "-X", "utf8", "-W", "ignore", "-c", script)
	cmd.Stdin = bytes.NewReader(input)
	var out, errOut bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errOut
	if err := cmd.Run(); err != nil {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		lines := strings.Split(strings.TrimSpace(errOut.String()), "\n")
		detail := lines[len(lines)-1]
		if detail != "" {
			detail = ": " + detail
		}
		return nil, fmt.Errorf("%s failed (%v)%s", exe, err, detail)
	}
	return out.Bytes(), nil
}

// decodeFacts reads the answer of probe.py.
func decodeFacts(data []byte) (*Interp, error) {
	v, err := unmarshal(data)
	if err != nil {
		return nil, err
	}
	facts, ok := v.(map[string]any)
	if !ok {
		return nil, errMarshal
	}
	get := func(keys ...string) *fields {
		f := &fields{}
		for _, k := range keys {
			f.items = append(f.items, facts[k])
		}
		return f
	}
	f := get("implementation", "prefix", "cache_tag", "ext_suffix", "soabi", "platform", "include", "opnames",
		"bits", "byteorder", "debug", "gil_disabled")
	in := &Interp{
		Implementation: next[string](f), Prefix: next[string](f), CacheTag: next[string](f),
		ExtSuffix: next[string](f), SOABI: next[string](f), Platform: next[string](f),
	}
	for _, dir := range f.strings() {
		if dir != "" && (len(in.IncludeDirs) == 0 || in.IncludeDirs[0] != dir) {
			in.IncludeDirs = append(in.IncludeDirs, dir)
		}
	}
	copy(in.Opnames[:], f.strings())
	in.Bits = f.int()
	in.LittleEndian = next[string](f) == "little"
	in.Debug = next[bool](f)
	in.FreeThreaded = next[string](f) == "1"

	version := &fields{items: next[[]any](get("version"))}
	for i := range in.Version {
		in.Version[i] = version.int()
	}
	in.Release = next[string](version)

	in.Types = map[string]TypeSize{}
	sizes := next[[]any](get("sizes"))
	for _, item := range sizes {
		row, _ := item.([]any)
		s := &fields{items: row}
		name := next[string](s)
		in.Types[name] = TypeSize{s.int(), s.int()}
		if s.err != nil {
			return nil, s.err
		}
	}
	if err := errors.Join(f.err, version.err); err != nil {
		return nil, err
	}
	in.Hash = in.hash(facts)
	return in, nil
}

// hash identifies the build: its version text (which has date and compiler),
// its configuration, and its headers' pyconfig.h. Where it is installed does not count.
func (in *Interp) hash(facts map[string]any) string {
	h := sha256.New()
	fmt.Fprintf(h, "%v\n%v\n%v\n%v\n%v\n%v\n", facts["build"], facts["version"], facts["config_args"],
		facts["ext_suffix"], facts["debug"], facts["sizes"])
	if p := in.findHeader("pyconfig.h"); p != "" {
		if text, err := os.ReadFile(p); err == nil {
			h.Write(text)
		}
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// supported says why spc cannot compile for the interpreter, nil if it can.
func (in *Interp) supported() error {
	var reason string
	v := in.VersionString()
	switch {
	case in.Implementation != "cpython":
		reason = fmt.Sprintf("is %s, but compiled modules run in CPython only", in.Implementation)
	case !in.AtLeast(3, 11):
		reason = fmt.Sprintf("is CPython %s, which is too old: spc compiles for 3.11, 3.12 and 3.13", v)
	case in.AtLeast(3, 14):
		reason = fmt.Sprintf("is CPython %s, which this spc does not know: it compiles for 3.11, 3.12 and 3.13", v)
	case in.FreeThreaded:
		reason = fmt.Sprintf("is a free-threaded build of CPython %s, for which spc does not compile", v)
	case !strings.HasPrefix(in.Platform, "linux-") || in.Bits != 64 || !in.LittleEndian:
		reason = fmt.Sprintf("runs on %s (%d bit), but spc compiles for 64-bit Linux only", in.Platform, in.Bits)
	case in.ExtSuffix == "":
		reason = "was built without support for extension modules"
	default:
		return nil
	}
	return &UnsupportedError{in.Exe, reason}
}
