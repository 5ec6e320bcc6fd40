package syntax

import (
	"bufio"
	"crypto/sha1"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// interpreter is a CPython that the tests compare with.
type interpreter struct {
	exe     string
	version Version
	lib     string // its standard library
}

// interpreters finds one CPython each of 3.10 to 3.13: those listed in
// SPC_TEST_PYTHONS (separated like PATH), else what PATH and pyenv offer.
func interpreters(t testing.TB) []interpreter {
	t.Helper()
	var exes []string
	if list := os.Getenv("SPC_TEST_PYTHONS"); list != "" {
		exes = filepath.SplitList(list)
	} else {
		if home, err := os.UserHomeDir(); err == nil {
			for _, v := range []string{"3.10", "3.11", "3.12", "3.13"} {
				found, err := filepath.Glob(filepath.Join(home, ".pyenv", "versions", v+".*", "bin", "python3"))
				if err == nil {
					exes = append(exes, found...)
				}
			}
		}
		for _, name := range []string{"python3.10", "python3.11", "python3.12", "python3.13", "python3"} {
			if exe, err := exec.LookPath(name); err == nil {
				exes = append(exes, exe)
			}
		}
	}
	var out []interpreter
	seen := map[Version]bool{}
	for _, exe := range exes {
		b, err := exec.Command(exe, "-c", "import sys, sysconfig; print(sys.version_info[0], sys.version_info[1], sysconfig.get_path('stdlib'))").Output()
		if err != nil {
			continue
		}
		in := interpreter{exe: exe}
		if _, err := fmt.Sscan(string(b), &in.version.Major, &in.version.Minor, &in.lib); err != nil {
			continue
		}
		if in.version.Major != 3 || in.version.Minor < 10 || in.version.Minor > 13 || seen[in.version] {
			continue
		}
		seen[in.version] = true
		out = append(out, in)
	}
	if len(out) == 0 {
		t.Skip("no CPython 3.10 to 3.13 found; name some in SPC_TEST_PYTHONS")
	}
	return out
}

// sources lists the Python files of the interpreter's standard library, tests included.
func (in interpreter) sources(t testing.TB) []string {
	t.Helper()
	var out []string
	err := filepath.WalkDir(in.lib, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && d.Name() == "site-packages" {
			return filepath.SkipDir
		}
		if strings.HasSuffix(path, ".py") {
			out = append(out, path)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// verdict is the oracle's answer about one file.
type verdict struct {
	Hash  string
	Error []any
}

// ask runs an oracle script over files.
func (in interpreter) ask(t testing.TB, script string, files []string, each func(path string, v verdict)) {
	t.Helper()
	cmd := exec.Command(in.exe, filepath.Join("testdata", script))
	cmd.Stdin = strings.NewReader(strings.Join(files, "\n") + "\n")
	cmd.Stderr = os.Stderr
	pipe, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	r := bufio.NewReader(pipe)
	for _, path := range files {
		line, err := r.ReadBytes('\n')
		if err != nil {
			t.Fatalf("oracle stopped at %s: %v", path, err)
		}
		var v verdict
		if err := json.Unmarshal(line, &v); err != nil {
			t.Fatal(err)
		}
		each(path, v)
	}
	if err := cmd.Wait(); err != nil {
		t.Fatal(err)
	}
}

// TestCorpus compares acceptance and trees with CPython's own over its standard library:
// a sample of it, or all when SPC_LONG is set.
func TestCorpus(t *testing.T) {
	for _, in := range interpreters(t) {
		t.Run(in.version.String(), func(t *testing.T) {
			files := in.sources(t)
			if os.Getenv("SPC_LONG") == "" {
				files = sample(files, 60)
			}
			bad := 0
			in.ask(t, "oracle.py", files, func(path string, v verdict) {
				src, err := os.ReadFile(path)
				if err != nil {
					t.Fatal(err)
				}
				mod, errs := Parse(path, src, Options{Version: in.version})
				switch {
				case v.Error != nil && len(errs) == 0:
					bad++
					t.Errorf("%s: accepted, but CPython says %v", path, v.Error)
				case v.Error == nil && len(errs) > 0:
					bad++
					t.Errorf("%s:%v", path, errs[0])
				case v.Error == nil:
					sum := sha1.Sum([]byte(Dump(mod, in.version)))
					if hex.EncodeToString(sum[:]) != v.Hash {
						bad++
						if why := knownDifference(in.version, path); why != "" {
							t.Logf("%s: another tree: %s", path, why)
						} else {
							t.Errorf("%s: another tree", path)
						}
					}
				}
			})
			t.Logf("%d files, %d differ", len(files), bad)
		})
	}
}

// knownDifference names the files whose tree is known to differ, with the reason; "" for all others.
func knownDifference(v Version, path string) string {
	if v == (Version{3, 10}) && strings.HasSuffix(path, "/test/test_fstring.py") {
		return "3.10 computes the columns inside multi-line f-strings from text that it has changed before"
	}
	return ""
}

// sample takes n of the files, evenly spread.
func sample(files []string, n int) []string {
	if len(files) <= n {
		return files
	}
	out := make([]string, 0, n)
	for i := range n {
		out = append(out, files[i*len(files)/n])
	}
	return out
}
