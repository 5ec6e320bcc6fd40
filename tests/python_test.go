package tests

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

// TestPython runs the unit tests of the Python packages with each interpreter.
func TestPython(t *testing.T) {
	if testing.Short() {
		t.Skip("starts many processes")
	}
	for _, in := range interpreters() {
		t.Run(in.VersionString(), func(t *testing.T) {
			cmd := exec.Command(in.Exe, "-m", "unittest", "discover", "-s", filepath.Join(repo, "python", "tests"))
			cmd.Dir = repo
			out, err := cmd.CombinedOutput()
			if err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			t.Logf("%s", regexp.MustCompile(`(?m)^Ran \d+ tests`).Find(out))
		})
	}
}

// TestContainers runs the unit tests of the generic containers against those of the C runtime.
func TestContainers(t *testing.T) {
	for _, in := range interpreters() {
		t.Run(in.VersionString(), func(t *testing.T) {
			dir := t.TempDir()
			extract(t, txtar.Parse([]byte("-- m.py --\nimport sys\nprint(sys.modules['compiler._rt'].__file__)\n")), dir)
			run := exec.Command(spcPath, "run", "--python", in.Exe, "m.py")
			run.Dir = dir
			path, err := run.Output()
			if err != nil {
				t.Fatal(err)
			}
			cmd := exec.Command(in.Exe, "-m", "unittest", "-v", "test_containers")
			cmd.Dir = filepath.Join(repo, "python", "tests")
			cmd.Env = append(os.Environ(), "SPC_RUNTIME="+filepath.Dir(strings.TrimSpace(string(path))))
			out, err := cmd.CombinedOutput()
			if err != nil || !bytes.Contains(out, []byte("test_hidden_list")) || bytes.Contains(out, []byte("skipped 'of the C runtime'")) {
				t.Fatalf("%v\n%s", err, out)
			}
		})
	}
}
