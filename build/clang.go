package build

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
)

// run runs a tool with input on its standard input and gives what it printed.
// Its failure is told in one line.
func run(ctx context.Context, tool string, input []byte, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, tool, args...)
	cmd.Stdin = bytes.NewReader(input)
	var out, errOut bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errOut
	// Messages are searched for words below.
	cmd.Env = append(os.Environ(), "LC_ALL=C")
	err := cmd.Run()
	if err == nil {
		return out.Bytes(), nil
	}
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	name := filepath.Base(tool)
	detail := firstError(errOut.String())
	var exit *exec.ExitError
	if !errors.As(err, &exit) {
		return nil, toolf("cannot run %s: %v", tool, reason(err))
	}
	status := fmt.Sprintf("failed with exit status %d", exit.ExitCode())
	if ws, ok := exit.Sys().(syscall.WaitStatus); ok && ws.Signaled() {
		status = fmt.Sprintf("was killed (%v)", ws.Signal())
		switch ws.Signal() {
		case syscall.SIGKILL:
			status += "; perhaps the machine ran out of memory"
		case syscall.SIGBUS:
			status += "; perhaps the disk is full"
		}
	}
	if detail != "" {
		return nil, toolf("%s %s: %s", name, status, detail)
	}
	return nil, toolf("%s %s", name, status)
}

// firstError picks the line to show from a tool's messages: the first that
// calls itself an error, else the last.
func firstError(text string) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	for _, l := range lines {
		if strings.Contains(l, "error:") {
			return strings.TrimSpace(l)
		}
	}
	return strings.TrimSpace(lines[len(lines)-1])
}

// workers is how many processes run at once.
func workers() int { return runtime.GOMAXPROCS(0) }

// codegenFlags are common to everything that becomes part of a process.
var codegenFlags = []string{"-fPIC", "-fvisibility=hidden", "-fno-semantic-interposition", "-fno-plt",
	"-fno-strict-aliasing", "-fwrapv", "-fno-math-errno", "-ffp-contract=off", "-fomit-frame-pointer"}

// loopAlignment keeps a short loop inside one window of the instruction fetch: a vectorised sum that straddles two takes twice
// as long.
const loopAlignment = "-falign-loops=32"

// sanitizer in SPC_RT_CFLAGS instruments the compiled modules, too, for AddressSanitizer: `make asan`.
const sanitizer = "-fsanitize=address"

func sanitizes() bool { return slices.Contains(strings.Fields(os.Getenv("SPC_RT_CFLAGS")), sanitizer) }

// irArgs are the clang arguments that turn IR on stdin into object code or
// assembly, with the runtime's inline functions linked in first.
func (t *Toolchain) irArgs(o *Options, bitcode, what, output string) []string {
	args := append([]string{what, "-x", "ir", "-", "-o", output, fmt.Sprintf("-O%d", o.OptLevel),
		"-Wno-override-module", "-fno-ident"}, codegenFlags...)
	if o.OptLevel > 0 {
		args = append(args, loopAlignment)
	}
	if o.Debug {
		args = append(args, "-g")
	}
	if sanitizes() {
		args = append(args, sanitizer)
	}
	if bitcode != "" {
		args = append(args, "-Xclang", "-mlink-builtin-bitcode", "-Xclang", bitcode)
	}
	return args
}

// link makes a shared object of objects. Symbols that are not defined (those of
// the interpreter) are resolved when it is loaded. Names of local symbols are for debuggers and profilers: they stay with
// debug information only, since they are an eighth of a module.
func (t *Toolchain) link(ctx context.Context, output string, debug bool, objects ...string) error {
	args := []string{"--strip-all"}
	if debug {
		args = nil
	}
	args = append(args, []string{"-shared", "--eh-frame-hdr", "--hash-style=gnu", "--build-id=none", "-z", "now", "-z", "relro",
		"--gc-sections", "--threads=1", "-o", output}...)
	args = append(args, objects...)
	_, err := run(ctx, t.Lld, nil, args...)
	return err
}

// compileIR compiles one module's IR to a shared object and returns its bytes.
func (t *Toolchain) compileIR(ctx context.Context, o *Options, ir []byte, bitcode, tmp string) ([]byte, error) {
	dir, err := os.MkdirTemp(tmp, "spc-*")
	if err != nil {
		return nil, diskError(tmp, err)
	}
	defer os.RemoveAll(dir)
	object, shared := filepath.Join(dir, "module.o"), filepath.Join(dir, "module.so")
	if _, err := run(ctx, t.Clang, ir, t.irArgs(o, bitcode, "-c", object)...); err != nil {
		return nil, err
	}
	if err := t.link(ctx, shared, o.Debug, object); err != nil {
		return nil, err
	}
	data, err := os.ReadFile(shared)
	if err != nil {
		return nil, toolf("%s left no result: %v", filepath.Base(t.Lld), reason(err))
	}
	return data, nil
}

// assembly gives the machine code of a module as text.
func (t *Toolchain) assembly(ctx context.Context, o *Options, ir []byte, bitcode string) (string, error) {
	out, err := run(ctx, t.Clang, ir, t.irArgs(o, bitcode, "-S", "-")...)
	return string(out), err
}
