package tests

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"spc/build"
	"spc/pyinfo"
)

// A case is an archive of Python files, of which main.py (or the only one) is
// the program. It is run by the interpreter; then all its files are compiled
// and it is run again. Standard output, error output and exit status must be
// the same, and every function must be native.
//
// Files with a meaning: stdout (what must be printed; then the interpreter is
// held against it, too), stdin, args (one a line). Cases stand in folders by area: cases/AREA/NAME.txtar.
//
// Directives stand in the comment, one a line, among free text that says what
// the case shows:
//
//	mode: static|dynamic|both   how to compile (static); marked: as the markers of the modules say
//	interpreted: no             the interpreter's answer is different by design; needs a stdout file
//	interpreted-functions: f g  these may be left to the interpreter
//	python: 3.12                the oldest version that the program is for
//	stderr: ignore              error output is not compared
//	plain: a.py b.py            these files are not compiled: untyped code on the other side of the border
//	timeout: 60s                more than the usual time
//	environment: NAME=VALUE     for all of them
//	options: --enable-patching  more options for the compiler
type testCase struct {
	archive    *txtar.Archive
	directives map[string]string
	program    string
}

var directive = regexp.MustCompile(`(?m)^(mode|interpreted|interpreted-functions|python|stderr|plain|timeout|environment|options):[ \t]*(.*)$`)

func TestCases(t *testing.T) {
	files, err := filepath.Glob("cases/*/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	if len(interpreters()) == 0 {
		t.Skip("no interpreter with headers")
	}
	for _, file := range files {
		name, _ := filepath.Rel("cases", strings.TrimSuffix(file, ".txtar"))
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := readCase(t, file)
			modes := []string{c.directives["mode"]}
			switch modes[0] {
			case "":
				modes[0] = "static"
			case "both":
				modes = []string{"static", "dynamic"}
			}
			for _, in := range interpreters() {
				for _, mode := range modes {
					t.Run(fmt.Sprintf("%d.%d/%s", in.Version[0], in.Version[1], mode), func(t *testing.T) { c.run(t, in, mode) })
				}
			}
		})
	}
}

func readCase(t *testing.T, file string) *testCase {
	t.Helper()
	archive, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	c := &testCase{archive: archive, directives: map[string]string{}}
	for _, m := range directive.FindAllStringSubmatch(string(archive.Comment), -1) {
		c.directives[m[1]] = strings.TrimSpace(m[2])
	}
	for _, f := range archive.Files {
		if strings.HasSuffix(f.Name, ".py") && (c.program == "" || f.Name == "main.py") {
			c.program = f.Name
		}
	}
	if c.program == "" {
		t.Fatalf("%s: no Python file", file)
	}
	return c
}

// file is the text of a file of the archive.
func (c *testCase) file(name string) (string, bool) {
	for _, f := range c.archive.Files {
		if f.Name == name {
			return string(f.Data), true
		}
	}
	return "", false
}

// outcome is what a program did.
type outcome struct {
	stdout, stderr string
	status         int
}

func (o outcome) String() string {
	return fmt.Sprintf("status %d\n--- stdout\n%s--- stderr\n%s", o.status, o.stdout, o.stderr)
}

func (c *testCase) run(t *testing.T, in *pyinfo.Interp, mode string) {
	if v := c.directives["python"]; v != "" {
		var major, minor int
		if _, err := fmt.Sscanf(v, "%d.%d", &major, &minor); err != nil {
			t.Fatalf("python: %v", err)
		}
		if !in.AtLeast(major, minor) {
			t.Skipf("for Python %s and later", v)
		}
	}
	dir := t.TempDir()
	extract(t, c.archive, dir)
	want, fixed := c.file("stdout")
	var expect outcome
	if c.directives["interpreted"] != "no" {
		expect = c.execute(t, dir, in.Exe, c.program)
		if fixed && expect.stdout != want {
			t.Errorf("interpreted: not the expected output\n%v", expect)
		}
	} else if !fixed {
		t.Fatal("interpreted: no needs a stdout file")
	}
	c.build(t, dir, in, mode)
	got := c.execute(t, dir, spcPath, append(append([]string{"run", "--python", in.Exe}, c.compilerFlags(mode)...), c.program)...)
	if c.directives["interpreted"] == "no" {
		expect = outcome{stdout: want, stderr: got.stderr}
	}
	if c.directives["stderr"] == "ignore" {
		expect.stderr = got.stderr
	}
	if got != expect {
		t.Errorf("compiled:\n%v\nexpected:\n%v", got, expect)
	}
}

func (c *testCase) compilerFlags(mode string) []string {
	flags := strings.Fields(c.directives["options"])
	if mode == "marked" {
		return flags
	}
	return append(flags, "--"+mode)
}

// build compiles the files of the case beside their sources and looks at the report.
func (c *testCase) build(t *testing.T, dir string, in *pyinfo.Interp, mode string) {
	t.Helper()
	args := append([]string{"build", "--python", in.Exe, "--report=json"}, c.compilerFlags(mode)...)
	for _, f := range c.archive.Files {
		if strings.HasSuffix(f.Name, ".py") && !slices.Contains(strings.Fields(c.directives["plain"]), f.Name) {
			args = append(args, f.Name)
		}
	}
	done := c.execute(t, dir, spcPath, args...)
	if done.status != 0 {
		t.Fatalf("spc build: %v", done)
	}
	var report build.Report
	if err := json.Unmarshal([]byte(done.stdout), &report); err != nil {
		t.Fatalf("report: %v\n%v", err, done)
	}
	allowed := map[string]bool{}
	for _, name := range strings.Fields(c.directives["interpreted-functions"]) {
		allowed[name] = true
	}
	for _, m := range report.Modules {
		for _, f := range m.Functions {
			if f.Entry != build.Native && !allowed[f.Qualname] {
				t.Errorf("%s:%d: %s is interpreted: %s", m.Path, f.Line, f.Qualname, f.Reason)
			}
		}
	}
}

func (c *testCase) execute(t *testing.T, dir, program string, args ...string) outcome {
	t.Helper()
	timeout := 2 * time.Minute // for hangs, not for slow machines
	if v := c.directives["timeout"]; v != "" {
		var err error
		if timeout, err = time.ParseDuration(v); err != nil {
			t.Fatal(err)
		}
	}
	if os.Getenv("SPC_TEST_PRELOAD") != "" {
		timeout *= 5 // a sanitizer takes its time
	}
	if text, ok := c.file("args"); ok && args[0] != "build" {
		args = append(args, strings.Split(strings.TrimSuffix(text, "\n"), "\n")...)
	}
	ctx, cancel := context.WithTimeout(context.Background(), timeout)
	defer cancel()
	cmd := exec.CommandContext(ctx, program, args...)
	stdin, _ := c.file("stdin")
	cmd.Dir, cmd.Stdin = dir, strings.NewReader(stdin)
	cmd.Env = append(os.Environ(), "PYTHONPATH="+filepath.Join(repo, "python"), "PYTHONDONTWRITEBYTECODE=1",
		"PYTHONHASHSEED=0", "NO_COLOR=1", "PYTHON_COLORS=0")
	cmd.Env = append(cmd.Env, strings.Fields(c.directives["environment"])...)
	if preload := os.Getenv("SPC_TEST_PRELOAD"); preload != "" && args[0] != "build" {
		cmd.Env = append(cmd.Env, "LD_PRELOAD="+preload, "PYTHONMALLOC=malloc") // a sanitizer's runtime; see make asan
	}
	var out, errOut bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errOut
	if err := cmd.Run(); ctx.Err() != nil {
		t.Fatalf("%s %v: no end after %v\n%s%s", program, args, timeout, out.String(), errOut.String())
	} else if cmd.ProcessState == nil {
		t.Fatalf("%s: %v", program, err)
	}
	return outcome{out.String(), errOut.String(), cmd.ProcessState.ExitCode()}
}
