package tests

import (
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"
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
