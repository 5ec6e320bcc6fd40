// Package tests drives the built spc from outside, in two kinds of txtar files:
//
//   - scripts/*.txtar: the comment is a script of commands, the files are laid
//     out in a fresh folder (script_test.go has the commands);
//   - cases/*.txtar: Python programs that must behave compiled as they do
//     interpreted (cases_test.go has the directives).
//
// SPC_TEST_PYTHON chooses interpreters for the cases: a list of executables
// separated by spaces, or "all" for every supported one that can be found.
// The default is python3 on PATH.
package tests

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"spc/pyinfo"
)

// spcPath is the program under test; cacheDir is shared by all tests that do
// not ask for their own, so that the runtime is compiled once.
var spcPath, cacheDir, repo string

func TestMain(m *testing.M) {
	os.Exit(runTests(m))
}

func runTests(m *testing.M) int {
	dir, err := os.MkdirTemp("", "spc-tests-*")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	if repo, err = filepath.Abs(".."); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	spcPath, cacheDir = filepath.Join(dir, "bin", "spc"), filepath.Join(dir, "cache")
	args := []string{"build", "-o", spcPath}
	if os.Getenv("SPC_TEST_RACE") != "" {
		args = append(args, "-race")
	}
	if out, err := exec.Command("go", append(args, "spc/cmd/spc")...).CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "building spc: %v\n%s", err, out)
		return 1
	}
	os.Setenv("SPC_CACHE", cacheDir)
	os.Setenv("SPC_CHECK", "1")
	return m.Run()
}

// interpreters are those the cases run with.
var interpreters = sync.OnceValue(func() []*pyinfo.Interp {
	names := strings.Fields(os.Getenv("SPC_TEST_PYTHON"))
	switch {
	case len(names) == 0:
		names = []string{"python3"}
	case names[0] == "all":
		names = []string{"python3", "python3.11", "python3.12", "python3.13"}
		if home, err := os.UserHomeDir(); err == nil {
			more, _ := filepath.Glob(filepath.Join(home, ".pyenv", "versions", "3.1[123]*", "bin", "python3"))
			names = append(names, more...)
		}
	}
	var found []*pyinfo.Interp
	seen := map[string]bool{}
	for _, name := range names {
		in, err := pyinfo.Probe(context.Background(), name)
		if err != nil || in.MissingHeader() != "" || seen[in.CacheTag] {
			continue
		}
		seen[in.CacheTag] = true
		found = append(found, in)
	}
	return found
})
