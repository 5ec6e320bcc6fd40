package build

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// TestRuntime compiles the C runtime that spc carries and imports it.
func TestRuntime(t *testing.T) {
	newBench(t)
	tools, err := FindToolchain(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, name := range []string{"python3", "python3.11", "python3.12", "python3.13"} {
		in, err := Interpreter(context.Background(), name)
		if err != nil || in.MissingHeader() != "" || seen[in.VersionString()] {
			continue
		}
		seen[in.VersionString()] = true
		t.Run(in.VersionString(), func(t *testing.T) {
			r, err := BuildRuntime(context.Background(), NewDriver().Runtime, in, tools)
			if err != nil {
				t.Fatal(err)
			}
			cmd := exec.Command(in.Exe, "-c", "import compiler; print(compiler._rt._C_API)")
			cmd.Env = append(os.Environ(), "SPC_RUNTIME="+filepath.Dir(r.Extension), "PYTHONPATH=../python")
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Errorf("%v\n%s", err, out)
			}
		})
	}
}
