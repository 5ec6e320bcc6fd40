package tests

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/tools/txtar"
)

// The commands of a script, one a line. Words are separated by blanks; single
// quotes keep blanks; $NAME is replaced. # begins a comment. A command that fails ends the test.
//
//	spc ARG...          run spc; its status must be 0
//	python ARG...       run python3
//	sh TEXT             run a shell command
//	? COMMAND           run it whatever its status
//	! COMMAND           it must fail (for checks: must not hold)
//	status N            the last command's exit status
//	stdout PATTERN      a regular expression found in the last command's output
//	stderr PATTERN      the same for its error output
//	cmp A B             two files are equal; "stdout" and "stderr" name the last output
//	lines stdout N      the output has N lines
//	exists FILE...      the files exist; patterns of * and ? are allowed
//	stdin FILE          standard input for the next command
//	env NAME=VALUE      set for the commands that follow
//	cd, mkdir, rm, touch, cp, chmod
//	skip-unless NAME    end the test unless the condition holds: root, notroot, python3.N, PROGRAM
type script struct {
	t              *testing.T
	dir            string
	env            []string
	stdin          string
	stdout, stderr string
	status         int
}

var errSkip = errors.New("skip")

func TestScripts(t *testing.T) {
	files, err := filepath.Glob("scripts/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no scripts", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			t.Parallel()
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			s := &script{t: t, dir: t.TempDir()}
			s.env = append(os.Environ(), "NO_COLOR=1", "HOME="+s.dir, "WORK="+s.dir, "REPO="+repo,
				"PATH="+filepath.Dir(spcPath)+string(os.PathListSeparator)+os.Getenv("PATH"))
			extract(t, archive, s.dir)
			// Files that a test made unreadable must not outlive it.
			t.Cleanup(func() { _ = exec.Command("chmod", "-R", "u+rwX", s.dir).Run() })
			s.run(file, string(archive.Comment))
		})
	}
}

// extract lays the files of an archive out in a folder.
func extract(t *testing.T, archive *txtar.Archive, dir string) {
	t.Helper()
	for _, f := range archive.Files {
		p := filepath.Join(dir, f.Name)
		if err := os.MkdirAll(filepath.Dir(p), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(p, f.Data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func (s *script) run(file, text string) {
	for i, line := range strings.Split(text, "\n") {
		words, err := s.words(line)
		if err == nil && len(words) > 0 {
			err = s.command(words)
		}
		if errors.Is(err, errSkip) {
			s.t.Skip(line)
		}
		if err != nil {
			s.t.Fatalf("%s:%d: %s\n%v\nstatus %d\n--- stdout\n%s--- stderr\n%s", file, i+1, line, err, s.status, s.stdout, s.stderr)
		}
	}
}

// words splits a line and replaces variables outside of quotes.
func (s *script) words(line string) ([]string, error) {
	var words []string
	word, in := "", false
	for i := 0; i < len(line); i++ {
		switch c := line[i]; {
		case c == '\'':
			end := strings.IndexByte(line[i+1:], '\'')
			if end < 0 {
				return nil, fmt.Errorf("unterminated quote")
			}
			word, in = word+line[i+1:i+1+end], true
			i += end + 1
		case c == ' ' || c == '\t':
			if in {
				words = append(words, word)
			}
			word, in = "", false
		case c == '#' && !in:
			return words, nil
		case c == '$':
			name := regexp.MustCompile(`^\w+`).FindString(line[i+1:])
			word, in = word+s.getenv(name), true
			i += len(name)
		default:
			word, in = word+string(c), true
		}
	}
	if in {
		words = append(words, word)
	}
	return words, nil
}

func (s *script) getenv(name string) string {
	for i := len(s.env) - 1; i >= 0; i-- {
		if v, ok := strings.CutPrefix(s.env[i], name+"="); ok {
			return v
		}
	}
	return ""
}

func (s *script) path(name string) string {
	if filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(s.dir, name)
}

func (s *script) command(words []string) error {
	switch words[0] {
	case "?":
		_ = s.command(words[1:]) // any status will do
		return nil
	case "!":
		if s.command(words[1:]) == nil {
			return errors.New("unexpected success")
		}
		return nil
	case "spc", "python", "sh":
		return s.exec(words)
	}
	return s.builtin(words[0], words[1:])
}

func (s *script) exec(words []string) error {
	name, args := words[0], words[1:]
	switch name {
	case "spc":
		name = spcPath
	case "python":
		name = "python3"
	case "sh":
		args = append([]string{"-c"}, args...)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir, cmd.Env, cmd.Stdin = s.dir, s.env, strings.NewReader(s.stdin)
	var out, errOut bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errOut
	err := cmd.Run()
	s.stdin, s.stdout, s.stderr, s.status = "", out.String(), errOut.String(), cmd.ProcessState.ExitCode()
	if ws, ok := cmd.ProcessState.Sys().(syscall.WaitStatus); ok && ws.Signaled() {
		s.status = 128 + int(ws.Signal())
	}
	if strings.Contains(s.stderr, "panic:") || strings.Contains(s.stderr, "goroutine ") {
		s.t.Errorf("a panic of spc:\n%s", s.stderr)
	}
	return err
}

// text is the contents of a file, or of the last output.
func (s *script) text(name string) (string, error) {
	switch name {
	case "stdout":
		return s.stdout, nil
	case "stderr":
		return s.stderr, nil
	}
	data, err := os.ReadFile(s.path(name))
	return string(data), err
}

func (s *script) builtin(name string, args []string) error {
	need := map[string]int{"status": 1, "stdout": 1, "stderr": 1, "cmp": 2, "lines": 2, "stdin": 1, "env": 1, "cd": 1, "cp": 2, "chmod": 2, "skip-unless": 1}
	if n, known := need[name]; known && len(args) != n {
		return fmt.Errorf("%s takes %d arguments", name, n)
	}
	switch name {
	case "status":
		if want, err := strconv.Atoi(args[0]); err != nil || want != s.status {
			return fmt.Errorf("exit status %d", s.status)
		}
		return nil
	case "stdout", "stderr":
		text, err := s.text(name)
		if err != nil {
			return err
		}
		re, err := regexp.Compile("(?m)" + args[0])
		if err == nil && !re.MatchString(text) {
			err = errors.New("no match")
		}
		return err
	case "cmp":
		a, err := s.text(args[0])
		if err != nil {
			return err
		}
		b, err := s.text(args[1])
		if err == nil && a != b {
			err = fmt.Errorf("%s and %s differ:\n%s---\n%s", args[0], args[1], a, b)
		}
		return err
	case "lines":
		text, err := s.text(args[0])
		if err == nil && strconv.Itoa(strings.Count(text, "\n")) != args[1] {
			err = fmt.Errorf("%d lines", strings.Count(text, "\n"))
		}
		return err
	case "exists":
		for _, a := range args {
			if found, err := filepath.Glob(s.path(a)); err != nil || len(found) == 0 {
				return fmt.Errorf("%s does not exist", a)
			}
		}
		return nil
	case "stdin":
		text, err := s.text(args[0])
		s.stdin = text
		return err
	case "env":
		s.env = append(s.env, args[0])
		return nil
	case "cd":
		s.dir = s.path(args[0])
		return nil
	case "skip-unless":
		return s.condition(args[0])
	}
	return s.fileCommand(name, args)
}

func (s *script) fileCommand(name string, args []string) error {
	switch name {
	case "mkdir":
		return os.MkdirAll(s.path(args[0]), 0o755)
	case "rm":
		for _, a := range args {
			found, err := filepath.Glob(s.path(a))
			if err != nil {
				return err
			}
			for _, f := range found {
				if err := os.RemoveAll(f); err != nil {
					return err
				}
			}
		}
		return nil
	case "touch":
		return os.WriteFile(s.path(args[0]), nil, 0o644)
	case "cp":
		text, err := s.text(args[0])
		if err != nil {
			return err
		}
		return os.WriteFile(s.path(args[1]), []byte(text), 0o644)
	case "chmod":
		mode, err := strconv.ParseUint(args[0], 8, 32)
		if err != nil {
			return err
		}
		return os.Chmod(s.path(args[1]), os.FileMode(mode))
	}
	return fmt.Errorf("unknown command %q", name)
}

func (s *script) condition(name string) error {
	ok := false
	switch name {
	case "root":
		ok = os.Getuid() == 0
	case "notroot":
		ok = os.Getuid() != 0
	default:
		_, err := exec.LookPath(name)
		ok = err == nil
	}
	if !ok {
		return errSkip
	}
	return nil
}
