package tests

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestDocs runs what the tutorial shows. In order, in one folder: a fenced block
// whose info string is a language and a file name is written to that file; a
// block of the language `console` is a session, whose lines that start with "$ "
// are run and must print the lines below them, errors included. In these, "..."
// stands for any text, on a line of its own for any lines.
func TestDocs(t *testing.T) {
	for _, name := range []string{"tutorial.md"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			text, err := os.ReadFile(filepath.Join(repo, "docs", name))
			if err != nil {
				t.Fatal(err)
			}
			dir := t.TempDir()
			ran := 0
			for _, b := range fencedBlocks(string(text)) {
				switch words := strings.Fields(b.info); {
				case len(words) == 2:
					if err := os.WriteFile(filepath.Join(dir, words[1]), []byte(b.text), 0o644); err != nil {
						t.Fatal(err)
					}
				case len(words) == 1 && words[0] == "console":
					ran += runSession(t, dir, name, b)
				}
			}
			if ran == 0 {
				t.Error("the page has no session")
			}
		})
	}
}

// block is a fenced code block of a Markdown page.
type block struct {
	info, text string
	line       int // of its first line of text
}

func fencedBlocks(page string) []block {
	var blocks []block
	open := false
	for i, line := range strings.SplitAfter(page, "\n") {
		info, fence := strings.CutPrefix(strings.TrimRight(line, "\n"), "```")
		switch {
		case fence && !open:
			blocks = append(blocks, block{info: info, line: i + 2})
			open = true
		case fence:
			open = false
		case open:
			blocks[len(blocks)-1].text += line
		}
	}
	return blocks
}

// runSession runs the commands of a console block; it gives their number.
func runSession(t *testing.T, dir, page string, b block) int {
	t.Helper()
	lines := strings.Split(strings.TrimRight(b.text, "\n"), "\n")
	count := 0
	for i := 0; i < len(lines); {
		command, ok := strings.CutPrefix(lines[i], "$ ")
		if !ok {
			t.Fatalf("%s:%d: output without a command", page, b.line+i)
		}
		first := i
		for i++; i < len(lines) && !strings.HasPrefix(lines[i], "$ "); i++ {
		}
		cmd := exec.Command("sh", "-c", command)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "NO_COLOR=1", "PYTHONPATH="+filepath.Join(repo, "python"), "PATH="+filepath.Dir(spcPath)+string(os.PathListSeparator)+os.Getenv("PATH"))
		out, _ := cmd.CombinedOutput()
		want := strings.Join(lines[first+1:i], "\n")
		if got := strings.TrimRight(string(out), "\n"); !outputPattern(want).MatchString(got) {
			t.Errorf("%s:%d: %s\nprinted:\n%s\nthe page says:\n%s", page, b.line+first, command, got, want)
		}
		count++
	}
	return count
}

// outputPattern matches what a page shows of a command's output.
func outputPattern(want string) *regexp.Regexp {
	quoted := regexp.QuoteMeta(want)
	dots := regexp.QuoteMeta("...")
	quoted = regexp.MustCompile(`(?m)^`+regexp.QuoteMeta(dots)+`$`).ReplaceAllLiteralString(quoted, `(?s:.*)`)
	return regexp.MustCompile(fmt.Sprintf("^%s$", strings.ReplaceAll(quoted, dots, `.*`)))
}
