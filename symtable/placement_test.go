package symtable

import (
	"fmt"
	"os/exec"
	"strings"
	"testing"

	"spc/syntax"
)

// misplaced are programs that CPython's parser accepts and its compiler refuses, and some that it accepts.
var misplaced = []string{
	"return 1", "class C:\n return 1", "def f():\n class C:\n  return", "break", "if 1:\n break", "continue",
	"def f():\n break", "for x in y:\n def f():\n  break", "for x in y:\n pass\nelse:\n break", "for x in y:\n break",
	"while 1:\n class C:\n  continue", "yield 1", "class C:\n yield", "x = [(yield 1) for i in y]", "def f():\n return ((yield) for i in y)",
	"def f():\n return [i for i in (yield)]", "def f():\n return {i for i in y if (yield)}", "lambda: (yield)",
	"def f():\n x = yield", "await x", "def f():\n await x", "async def f():\n await x", "async def f():\n def g():\n  await x",
	"async def f():\n lambda: await x", "def f():\n async with x: pass", "def f():\n async for x in y: pass", "async with x: pass",
	"async def f():\n async with x: pass\n async for x in y: pass", "async def f():\n yield from x", "async def f():\n yield 1\n return 2",
	"async def f():\n yield 1\n return", "def f():\n [x async for x in y]", "async def f():\n [x async for x in y]",
	"def f():\n return (x async for x in y)", "[x async for x in y]", "try:\n pass\nexcept:\n pass\nexcept E:\n pass",
	"for x in y:\n try:\n  pass\n except* E:\n  break", "for x in y:\n try:\n  pass\n except* E:\n  for z in y:\n   break",
	"def f():\n try:\n  pass\n except* E:\n  return", "x = 1\nfrom __future__ import annotations", "from __future__ import nothing",
	"'doc'\nfrom __future__ import annotations", "from __future__ import braces", "from __future__ import division\nfrom __future__ import annotations",
	"def f(x=(yield)): pass", "@(yield)\ndef f(): pass", "def f():\n return\nreturn",
}

// TestMisplaced holds the messages against those of the interpreter.
func TestMisplaced(t *testing.T) {
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("no python3")
	}
	script := "import sys\nfor s in sys.stdin.read().split('\\0'):\n try: compile(s, 'x', 'exec'); print('ok')\n" +
		" except SyntaxError as e: print(e.lineno, e.msg)\n"
	cmd := exec.Command(python, "-c", script)
	cmd.Stdin = strings.NewReader(strings.Join(misplaced, "\x00"))
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	want := strings.Split(strings.TrimSpace(string(out)), "\n")
	for i, src := range misplaced {
		tree, errs := syntax.Parse("x", []byte(src+"\n"), syntax.Options{})
		if len(errs) > 0 {
			t.Errorf("%q: %v", src, errs)
			continue
		}
		got := "ok"
		if found := Misplaced(tree); len(found) > 0 {
			got = fmt.Sprint(found[0].Line, " ", found[0].Msg)
		} else if _, found := Build(tree); len(found) > 0 {
			got = fmt.Sprint(found[0].Line, " ", found[0].Msg)
		}
		if got != want[i] {
			t.Errorf("%q: %s, the interpreter says %s", src, got, want[i])
		}
	}
}
