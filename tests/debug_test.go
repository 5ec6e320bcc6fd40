package tests

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

const debugged = `def inner(values: list[int]) -> int:
    total = 0
    for v in values:
        total += v
    return total.bit_length()


class Worker:
    def run(self, n: int) -> int:
        return inner([n] * n)


print(Worker().run(3))
`

// TestDebugInformation stops gdb at a line of a module that was built with -g, and looks who is on the stack.
func TestDebugInformation(t *testing.T) {
	gdb, err := exec.LookPath("gdb")
	if err != nil {
		t.Skip("no gdb")
	}
	if len(interpreters()) == 0 {
		t.Skip("no interpreter with headers")
	}
	in := interpreters()[0]
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "work.py"), []byte(debugged), 0o666); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Minute)
	defer cancel()
	run := func(program string, args ...string) string {
		cmd := exec.CommandContext(ctx, program, args...)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "PYTHONPATH="+filepath.Join(repo, "python"), "DEBUGINFOD_URLS=")
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("%s %v: %v\n%s", program, args, err, out)
		}
		return string(out)
	}
	run(spcPath, "build", "-g", "-O0", "--python", in.Exe, "work.py")
	out := run(gdb, "-q", "-batch", "-ex", "set breakpoint pending on", "-ex", "break work.py:5",
		"-ex", "run -c 'import work'", "-ex", "bt 3", "--args", in.Exe)
	if strings.Contains(out, "not permitted") {
		t.Skip("gdb may not trace here")
	}
	for _, want := range []string{
		"work.inner () at work.py:5\n5\t    return total.bit_length()",
		"work.Worker.run () at work.py:10",
		"work.<module> () at work.py:13",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in\n%s", want, out)
		}
	}
}
