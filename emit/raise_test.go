package emit

import (
	"strings"
	"testing"

	"spc/hir"
)

// raising has a function that holds two references when either of two calls raises.
const raising = `module m static
declare f #0(v0: obj) -> obj raises
func f #0 -> obj raises {
  @1 1:0-1:5 lasti 3
  @2 2:0-2:5 lasti 5
  @3 3:0-3:5 lasti 7
  owned v1 v2 v3
b0(v0: obj):
  v1: obj = rt [spc_iter] v0 @1
  jump b1
b1:
  v2: obj = rt [spc_iter] v1 @2 except b4
  jump b2
b2:
  v3: obj = rt [spc_iter] v2 @3 except b5
  jump b3
b3:
  decref v2
  decref v1
  return v3
b4:
  decref v1
  unwind
b5:
  decref v1
  decref v2
  unwind
}
`

// TestSharedExits holds that all that raises shares the steps on the way out, and that those are calls.
func TestSharedExits(t *testing.T) {
	m, err := hir.Parse(raising)
	if err != nil {
		t.Fatal(err)
	}
	for _, level := range []int{0, 2} {
		text := Module(m, Options{NLocalsPlus: []int{1}, OptLevel: level})
		want := map[int][2]int{0: {4, 0}, 2: {2, 2}}[level] // without optimisation, the way that does not raise has calls too
		got := [2]int{strings.Count(text, "call void @spc_release("), strings.Count(text, "call void @spc_decref(")}
		if got != want {
			t.Errorf("-O%d: %d releases and decrefs, want %d", level, got, want)
		}
		if n := strings.Count(text, "call void @spc_traceback("); n != 1 {
			t.Errorf("-O%d: %d traceback entries", level, n)
		}
		for line := range strings.Lines(text) {
			if level == 0 && strings.Contains(line, "call %ptr @spc_iter") && !strings.Contains(line, "noinline") {
				t.Errorf("-O0: inlines %s", line)
			}
		}
	}
}

// handled has a handler that gets a variable, and two places that raise to it with different values.
const handled = `module m dynamic
declare f #0(v0: obj) -> obj raises
func f #0 -> obj raises {
  @1 1:0-1:5 lasti 3
  @2 2:0-2:5 lasti 5
  owned v1 v2 v3
b0(v0: obj):
  v4: obj = null
  v1: obj = rt [spc_iter] v0 @1 except b3(v4)
  jump b1
b1:
  v2: obj = rt [spc_iter] v1 @2 except b3(v1)
  jump b2
b2:
  decref v1
  return v2
b3(v3: obj):
  v5: i32 = int [0]
  rt [spc_frame_set_local] v5, v3
  decref [nullable] v3
  unwind
}
`

// TestSharedHandler holds that the way to a handler that takes variables is shared, too.
func TestSharedHandler(t *testing.T) {
	m, err := hir.Parse(handled)
	if err != nil {
		t.Fatal(err)
	}
	text := Module(m, Options{NLocalsPlus: []int{1}, OptLevel: 2})
	if n := strings.Count(text, "call void @spc_traceback("); n != 1 {
		t.Errorf("%d traceback entries in\n%s", n, text)
	}
}
