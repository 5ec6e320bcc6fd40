package hir

import (
	"strings"
	"testing"
)

// everything has one of each thing that the text form can say.
const everything = `module pkg.m strict
class lib.Base(object) in lib base 16 final external acyclic dict weak immutable
class pkg.m.Outer.Inner(lib.Base) in pkg.m base 24
  field n: i64 @24
  field sizes: obj __static__.Array<int64>! @40
  field names: obj __static__.chkdict<str;Optional<Inner>>! @48
  field next: obj pkg.m.Outer.Inner? @32 checked nullable default
  method run 0(self: obj pkg.m.Outer.Inner, i64) -> obj str! raises = Outer.Inner.run #4
  method stop 1() -> void
class __static__.Array<int64>(object) in __static__ base 0 generic staticarray int64 final
class __static__.chkdict<str;Optional<Inner>>(object) in __static__ base 0 generic chkdict str pkg.m.Outer.Inner? final
global items: obj list import m.items
global Outer: obj = pkg.m.Outer.Inner
global run: obj fixed = f.<locals>.<lambda> #2
declare Outer.Inner.run #4(self: obj pkg.m.Outer.Inner, i64) -> obj str! raises
extern lib:f(obj int?, x: f64) -> bool
func f.<locals>.<lambda> #2 asyncgenerator -> tag int raises frame recursive inline {
  @1 12:4-13:9 lasti 3
  @2 14:0-14:9 lasti -1
  owned v1 v12
  slots obj i64
  resume 0: 0
  resume 1: 0 1
b0(v0 x: obj int!?, v1: i64):
  v2: obj str! = const ["a \"]\n\xff;"]
  v3: obj = const [(None, True, False, ..., NotImplemented, 1, -5, 100000000000000000000, 1.0, -inf, nan, 1e+300, complex 0.0 -1.5, b"]\x00", (), {"x", 2})]
  v4: f64 float! = float [0.1]
  v5: tag = int [-7]
  v6: bool = cmp [ge] v1, v1
  v7: obj = binary [inplace_matmul] v2, v3 @1
  v8: obj = unary [invert] v7 @1
  v9: obj = callmethod [name kw1 kw2] v8, v2, v3 @2 except b2(v1)
  jump b1
b1:
  v10: obj pkg.m.Outer.Inner! = alloc [pkg.m.Outer.Inner] @1
  v11: i64 = loadfield [pkg.m.Outer.Inner.n] v10 @1
  storefield [pkg.m.Outer.Inner.n] v10, v1
  v12: obj = loadglobal [items] @1
  storeglobal [Outer] v12 @1
  v13: obj = loadglobal [run] @1
  v14: bool = invoke [lib:f] v0, v4 @1
  v15: obj = invoke [Outer.Inner.run #4] v10, v1 @1
  v16: obj = invokemethod [pkg.m.Outer.Inner.run] v10, v1 @1
  v17: obj = makefunction [f.<locals>.<lambda> #2] v2, v2, v2, v2 @1
  v18: obj = call [k] v17, v2 @1
  v19: obj = call v17 @1
  decref [nullable] v19
  branch v14, b3, b2(v11) unlikely @2
b2(v20 count: i64):
  unwind
b3:
  return v5
}
`

func TestTextRoundTrip(t *testing.T) {
	m, err := Parse(everything)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	m.Print(&b)
	if b.String() != everything {
		t.Errorf("printed:\n%s", b.String())
	}
}

func TestParseErrors(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"nonsense", `line 1: unexpected "nonsense"`},
		{"module m loud", `no mode "loud"`},
		{"func f #1 -> obj {\nb0:\n  unwind\n", "no } at the end of f"},
		{"func f #1 -> obj {\n  v1: obj = null\n}", "line 2: want a block"},
		{"func f #1 -> obj {\nb0:\n  return v1\n}", "v1 is not defined in f"},
		{"func f #1 -> obj {\nb0:\n  jump b1\n}", "a block that is mentioned is not in f"},
		{"func f #1 -> obj {\nb0:\n  v1: obj = null\n  v1: obj = null\n}", "v1 is defined twice"},
		{"func f #1 -> obj {\nb0:\n  unwind\n  unwind\n}", "the block has ended"},
		{"func f #1 -> obj {\nb0:\n  v1: obj = magic\n}", `no instruction "magic"`},
		{"func f #1 -> obj {\nb0:\n  v1: obj = rt [spc_magic]\n}", `no runtime function "spc_magic"`},
		{"func f #1 -> obj {\nb0:\n  v1: object = null\n}", `no representation "object"`},
		{"func f #1 -> obj {\nb0:\n  v1: obj = null [3]\n}", "null carries nothing"},
		{"func f #1 -> obj {\nb0:\n  v1: obj = loadfield [C.x] v1\n}", "no class C"},
		{"func f #1 -> obj {\nb0:\n  v1: obj = const [\"x]\n}", "malformed string"},
		{"func f #1 -> obj {\n  @2 1:0-1:0 lasti 1\nb0:\n  unwind\n}", "location 2, want 1"},
	} {
		_, err := Parse(c.text)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: want an error with %q, got %v", c.text, c.want, err)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add(everything)
	f.Fuzz(func(t *testing.T, text string) {
		if m, err := Parse(text); err == nil { // what can be read can be printed and verified without a panic
			m.Print(&strings.Builder{})
			for _, f := range m.Funcs {
				f.Verify()
			}
		}
	})
}
