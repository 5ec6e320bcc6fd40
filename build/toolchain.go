package build

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"spc/cache"
)

// The clang versions that spc is tested with.
const (
	oldestClang = 16
	newestClang = 22
)

// Toolchain is the clang and the lld that builds use.
type Toolchain struct {
	Clang string // absolute path
	Major int    // its version, 0 when the environment names a clang that does not tell
	Lld   string // absolute path of ld.lld
	ID    string // changes when either program does
}

// MissingTool says which program is missing and how to get it.
type MissingTool struct {
	What   string // "clang" or "lld"
	Reason string
}

func (e *MissingTool) Error() string { return e.Reason }

// FindToolchain looks for the programs: $SPC_CLANG, else the newest of clang-22
// to clang-16 on PATH, else clang if it is one of those; $SPC_LLD, else the lld
// of the same version, else any ld.lld.
func FindToolchain(ctx context.Context) (*Toolchain, error) {
	clang, major, err := findClang(ctx)
	if err != nil {
		return nil, err
	}
	lld, err := findLld(clang, major)
	if err != nil {
		return nil, err
	}
	return &Toolchain{Clang: clang, Major: major, Lld: lld, ID: cache.Key(identity(clang), identity(lld))}, nil
}

func findClang(ctx context.Context) (string, int, error) {
	if name := os.Getenv("SPC_CLANG"); name != "" {
		path, err := lookPath(name)
		if err != nil {
			return "", 0, &MissingTool{"clang", fmt.Sprintf("SPC_CLANG names %q, which cannot be run: %v", name, reason(err))}
		}
		return path, clangMajor(ctx, path), nil
	}
	for major := newestClang; major >= oldestClang; major-- {
		if path, err := lookPath(fmt.Sprintf("clang-%d", major)); err == nil {
			return path, major, nil
		}
	}
	if path, err := lookPath("clang"); err == nil {
		major := clangMajor(ctx, path)
		if major >= oldestClang && major <= newestClang {
			return path, major, nil
		}
		return "", 0, &MissingTool{"clang", fmt.Sprintf("%s is version %d, but spc needs clang %d to %d", path, major, oldestClang, newestClang)}
	}
	return "", 0, &MissingTool{"clang", fmt.Sprintf("no clang found (spc needs one of clang-%d to clang-%d on PATH); install clang, for example: apt-get install clang-19 lld-19", oldestClang, newestClang)}
}

func findLld(clang string, major int) (string, error) {
	if name := os.Getenv("SPC_LLD"); name != "" {
		path, err := lookPath(name)
		if err != nil {
			return "", &MissingTool{"lld", fmt.Sprintf("SPC_LLD names %q, which cannot be run: %v", name, reason(err))}
		}
		return path, nil
	}
	names := []string{fmt.Sprintf("ld.lld-%d", major), "ld.lld"}
	if real, err := filepath.EvalSymlinks(clang); err == nil {
		names = append([]string{filepath.Join(filepath.Dir(real), "ld.lld")}, names...)
	}
	for m := newestClang; m >= oldestClang; m-- {
		names = append(names, fmt.Sprintf("ld.lld-%d", m))
	}
	for _, name := range names {
		if path, err := lookPath(name); err == nil {
			return path, nil
		}
	}
	return "", &MissingTool{"lld", fmt.Sprintf("no lld found (the linker ld.lld); install it, for example: apt-get install lld-%d", max(major, oldestClang))}
}

func lookPath(name string) (string, error) {
	path, err := exec.LookPath(name)
	if err != nil && !errors.Is(err, exec.ErrDot) {
		return "", err
	}
	return filepath.Abs(path)
}

func reason(err error) error {
	var e *exec.Error
	if errors.As(err, &e) {
		return e.Err
	}
	return err
}

// identity changes when a program is replaced by another. Reading its version
// would cost a process each time.
func identity(path string) string {
	real, err := filepath.EvalSymlinks(path)
	if err != nil {
		real = path
	}
	st, err := os.Stat(real)
	if err != nil {
		return real
	}
	return fmt.Sprintf("%s %d %d", real, st.Size(), st.ModTime().UnixNano())
}

var clangVersion = regexp.MustCompile(`clang version (\d+)`)

// clangMajor asks a clang for its version, once for each clang; 0 when it gives
// no understandable answer.
func clangMajor(ctx context.Context, path string) int {
	key := cache.Key(identity(path))
	text, known := cache.Get("clang", key)
	if !known {
		var err error
		if text, err = exec.CommandContext(ctx, path, "--version").Output(); err != nil {
			return 0
		}
		_, _ = cache.Put("clang", key, text) // without it, the next build asks again
	}
	m := clangVersion.FindSubmatch(text)
	if m == nil {
		return 0
	}
	major, _ := strconv.Atoi(string(m[1]))
	return major
}

// Version is the first line that a program prints when asked for its version.
func Version(ctx context.Context, program string) string {
	out, err := exec.CommandContext(ctx, program, "--version").Output()
	if err != nil {
		return "does not run: " + err.Error()
	}
	line, _, _ := strings.Cut(string(out), "\n")
	return strings.TrimSpace(line)
}

// Target is what LLVM IR has to state about the machine it is for.
type Target struct{ DataLayout, Triple string }

var (
	layoutLine = regexp.MustCompile(`(?m)^target datalayout = "(.*)"$`)
	tripleLine = regexp.MustCompile(`(?m)^target triple = "(.*)"$`)
)

// Target asks clang what it compiles for; the answer is kept.
func (t *Toolchain) Target(ctx context.Context) (Target, error) {
	key := cache.Key("target", identity(t.Clang))
	text, known := cache.Get("clang", key)
	if !known {
		var err error
		if text, err = run(ctx, t.Clang, nil, "-x", "c", "-", "-S", "-emit-llvm", "-o", "-"); err != nil {
			return Target{}, err
		}
		_, _ = cache.Put("clang", key, text) // without it, the next build asks again
	}
	layout, triple := layoutLine.FindSubmatch(text), tripleLine.FindSubmatch(text)
	if layout == nil || triple == nil {
		return Target{}, toolf("%s does not say what it compiles for", filepath.Base(t.Clang))
	}
	return Target{string(layout[1]), string(triple[1])}, nil
}
