package tests

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"spc/tests/progen"
)

// TestRandomPrograms compares random typed programs, compiled and interpreted. SPC_FUZZ=FROM-TO chooses the seeds (make fuzz);
// a seed that fails always gives the same program, which is kept in the folder that the message names.
func TestRandomPrograms(t *testing.T) {
	if testing.Short() || len(interpreters()) == 0 {
		t.Skip("needs an interpreter with headers, and time")
	}
	from, to := uint64(1), uint64(2)
	if seeds := os.Getenv("SPC_FUZZ"); seeds != "" {
		a, b, _ := strings.Cut(seeds, "-")
		var err error
		if from, err = strconv.ParseUint(a, 10, 64); err != nil {
			t.Fatalf("SPC_FUZZ: %v", err)
		}
		if to, err = strconv.ParseUint(b, 10, 64); err != nil {
			t.Fatalf("SPC_FUZZ: %v", err)
		}
	}
	for seed := from; seed <= to; seed++ {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			program := progen.Generate(seed)
			c := &testCase{program: "main.py", directives: map[string]string{"timeout": "300s"},
				archive: &txtar.Archive{Files: []txtar.File{{Name: "main.py", Data: []byte(program)}}}}
			if !c.ends(t, interpreters()[0].Exe, time.Minute) {
				t.Skip("takes the interpreter too long")
			}
			c.run(t, interpreters()[0], "static")
			if t.Failed() {
				kept := filepath.Join(os.TempDir(), fmt.Sprintf("spc-fuzz-%d.py", seed))
				if err := os.WriteFile(kept, []byte(program), 0o666); err == nil {
					t.Logf("the program is in %s", kept)
				}
			}
		})
	}
}

// ends reports whether the interpreter is through with the program in time. Nothing keeps random programs from calling each other's
// functions over and over.
func (c *testCase) ends(t *testing.T, python string, limit time.Duration) bool {
	dir := t.TempDir()
	extract(t, c.archive, dir)
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	cmd := exec.CommandContext(ctx, python, c.program)
	cmd.Dir, cmd.Env = dir, append(os.Environ(), "PYTHONPATH="+filepath.Join(repo, "python"))
	_ = cmd.Run() // what it says is compared later
	return ctx.Err() == nil
}
