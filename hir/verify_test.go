package hir

import (
	"strings"
	"testing"
)

// declared is what the functions below mention.
const declared = `module m static
class m.C(object) in m base 16
  field n: i64 @16
  field o: obj int @24
declare g #9(obj, i64) -> f64 raises
`

// wrong are bodies of a function "-> obj raises" with one mistake each, and what the verifier says of it.
var wrong = []struct{ body, want string }{
	{"b0:\n  noterm", "has no terminator"},
	{"b0(v0: obj):\n  jump b1\nb1:\n  jump b0(v0)", "leads to the entry"},
	{"b0(v0: obj):\n  jump b1(v0)\nb1:\n  return v0", "brings 1 arguments for 0 parameters"},
	{"b0(v0: i64):\n  jump b1(v0)\nb1(v1: obj):\n  return v1", "brings i64 v0 for obj v1"},
	{"b0(v0: obj):\n  jump b1(v0)\nb1(v1: obj int):\n  return v1", "brings v0, object, for v1, int"},
	{"b0(v0: obj):\n  branch v0, b1, b1\nb1:\n  return v0", "branches on something else than a bool"},
	{"b0(v0: i64):\n  return v0", "returns i64, want obj"},
	{"b0:\n  return", "returns nothing, want obj"},
	{"b0(v0: obj):\n  v2: obj = refine [int] v1\n  v1: obj = refine [int] v0\n  return v2", "uses v1, which may not be defined there"},
	{"b0(v0: obj, v1: bool):\n  branch v1, b1, b2\nb1:\n  v2: obj = null\n  jump b2\nb2:\n  return v2", "uses v2, which may not be defined there"},
	{"b0(v0: obj):\n  v1: obj = getattr [a] v0 @1 except b1\n  jump b2\nb2:\n  return v1\nb1:\n  return v1", "uses v1, which may not be defined there"},
	{"b0(v0: obj):\n  v1: obj = getattr [a] v0 @1 except b1\n  v2: obj = null\n  jump b1\nb1:\n  return v0", "is not the last of its block"},
	{"b0(v0: obj):\n  v1: obj = refine [int] v0 except b1\n  jump b1\nb1:\n  return v0", "has a handler but cannot raise"},
	{"b0(v0: obj):\n  v1: obj = getattr [a] v0\n  return v1", "may raise but has no location"},
	{"b0(v0: obj):\n  v1: obj = getattr [a] v0 @7\n  return v1", "a location that does not exist"},
	{"b0(v0: obj):\n  v1: obj = getattr [a] v0, v0 @1\n  return v1", "has 2 operands, want 1"},
	{"b0(v0: i64):\n  v1: obj = getattr [a] v0 @1\n  return v1", "operand 0 is i64, want obj"},
	{"b0(v0: obj):\n  v1: i64 = getattr [a] v0 @1\n  return v0", "gives i64, want obj"},
	{"b0(v0: obj):\n  v1: obj = getattr v0 @1\n  return v1", "carries a <nil>"},
	{"b0(v0: i64, v1: i32, v2: obj):\n  v3: i64 = add v0, v1\n  return v2", "operand 1 is i32, the first is i64"},
	{"b0(v0: i64, v1: obj):\n  v3: i32 = add v0, v0\n  return v1", "gives i32, want i64"},
	{"b0(v0: obj):\n  v1: obj = rt [spc_add] v0 @1\n  return v1", "has 1 operands, want 2"},
	{"b0(v0: tag):\n  v1: obj = rt [spc_neg] v0 @1\n  return v1", "operand 0 is tag, want obj"},
	{"b0(v0: obj):\n  v1: obj = null\n  v2: obj = rt [spc_neg] v1 @1\n  return v2", "operand 0 is null"},
	{"b0(v0: obj):\n  v1: obj = loadfield [m.C.n] v0 @1\n  return v1", "gives obj, want i64"},
	{"b0(v0: obj):\n  storefield [m.C.o] v0, v0\n  return v0", "operand 1 is of type object, want int"},
	{"b0(v0: obj):\n  v1: f64 = invoke [g #9] v0 @1\n  return v0", "has 1 operands, want 2"},
}

func TestVerify(t *testing.T) {
	for _, c := range wrong {
		f := body(t, c.body)
		if err := f.Verify(); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s\nwant an error with %q, got %v", c.body, c.want, err)
		}
	}
}

// body parses a function with one location; "noterm" stands for a missing terminator.
func body(t *testing.T, text string) *Func {
	t.Helper()
	m, err := Parse(declared + "func f #1 -> obj raises {\n  @1 1:0-1:0 lasti 1\n" + strings.Replace(text, "  noterm", "", 1) + "\n}\n")
	if err != nil {
		t.Fatalf("%s\n%v", text, err)
	}
	return m.Funcs[0]
}

// unowned are bodies with a mistake in their reference counts.
var unowned = []struct{ body, want string }{
	{"owned v1\nb0(v0: obj):\n  v1: obj = rt [spc_neg] v0 @1\n  return v0", "gives away v0, which it does not own"},
	{"owned v1\nb0(v0: obj):\n  v1: obj = rt [spc_neg] v0 @1\n  incref v0\n  return v0", "v1 is still owned on return"},
	{"owned v1\nb0(v0: obj):\n  v1: obj = rt [spc_neg] v0 @1\n  v2: obj = rt [spc_neg] v1 @1\n  decref v1\n  return v2", "v1 is still owned when it raises"},
	{"owned v1\nb0(v0: obj):\n  v1: obj = rt [spc_neg] v0 @1\n  decref v1\n  return v1", "v1 may have been released"},
	{"owned\nb0(v0: obj m.C):\n  v1: obj int = loadfield [m.C.o] v0\n  v2: obj = rt [spc_neg] v0 @1\n  decref v2\n  incref v1\n  return v1", "v1 may have been released"},
	{"owned\nb0(v0: obj m.C):\n  v1: obj int = loadfield [m.C.o] v0\n  v2: obj = rt [spc_neg] v1 @1\n  return v2", "v1 is only borrowed and may die meanwhile"},
	{"owned v3\nb0(v0: obj, v1: bool):\n  incref v0\n  branch v1, b1, b2\nb1:\n  decref v0\n  jump b2\nb2:\n  return v0", "owned"},
	{"owned v2\nb0(v0: obj):\n  jump b1(v0)\nb1(v2: obj):\n  return v2", "gives away v0, which it does not own"},
	{"owned\nb0(v0: obj):\n  v1: obj = rt [spc_neg] v0 @1\n  jump b1(v1)\nb1(v2: obj):\n  incref v2\n  return v2", "brings v1, which is owned, for v2, which is not"},
	{"owned\nb0(v0: obj):\n  v1: obj = rt [spc_iter_next] v0 @1\n  decref v1\n  incref v0\n  return v0", "v1 may be null"},
	{"owned v1\nb0(v0: obj, v3: bool):\n  jump b1\nb1:\n  v1: obj = rt [spc_neg] v0 @1\n  branch v3, b1, b2\nb2:\n  return v1", "v1 is owned here, but not on another way"},
}

func TestVerifyOwnership(t *testing.T) {
	for _, c := range unowned {
		f := body(t, c.body)
		if err := f.Verify(); err != nil {
			t.Errorf("%s\n%v", c.body, err)
		}
		if err := f.VerifyOwnership(); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s\nwant an error with %q, got %v", c.body, c.want, err)
		}
	}
}
