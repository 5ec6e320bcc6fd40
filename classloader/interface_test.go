package classloader

import (
	"reflect"
	"sort"
	"strings"
	"testing"

	"spc/syntax"
	"spc/typecheck"
)

// noMachine describes nothing of machine code, so that the texts are those of the language.
type noMachine struct{}

func (noMachine) Function(*typecheck.FuncType) string { return "" }
func (noMachine) Class(*typecheck.ClassType) string   { return "layout" }

// describe checks modules and describes them.
func describe(t *testing.T, sources map[string]string) (map[string]*Interface, map[string]*Unit) {
	t.Helper()
	var units []*typecheck.Unit
	graph := map[string]*Unit{}
	var names []string
	for name := range sources {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		tree, errs := syntax.Parse(name+".py", []byte(sources[name]), syntax.Options{})
		if len(errs) > 0 {
			t.Fatalf("%s: %v", name, errs[0].Msg)
		}
		units = append(units, &typecheck.Unit{Name: name, Path: name + ".py", Mode: typecheck.StaticMode, Tree: tree})
		graph[name] = &Unit{Name: name, Tree: tree}
	}
	infos, ds := typecheck.Check(units, nil, typecheck.Options{})
	if len(ds) > 0 {
		t.Fatal(ds[0].Message)
	}
	out := map[string]*Interface{}
	for i, u := range units {
		out[u.Name] = Describe(infos[i].Module, noMachine{})
	}
	return out, graph
}

const lib = `
from typing import Final, Optional
LIMIT: Final[int] = 2 * 5
class Base:
    def __init__(self, n: int, w: float = 0.5) -> None:
        self.n: int = n
        self.next: Optional[Base] = None
    def get(self, by: int = 3) -> "Base":
        return self
class Other(Base):
    pass
def make(items: list[int], *, deep: bool = False) -> Base:
    return Base(LIMIT)
def plain(x):
    return x
async def later() -> Other:
    return Other(1)
counter = 0
`

func TestDescribe(t *testing.T) {
	in, _ := describe(t, map[string]string{"lib": lib})
	text := in["lib"].String()
	for _, want := range []string{
		"const LIMIT: int = 10",
		"class Base(object) []:\n",
		"    def get(self: lib:Base, by: int = 3) -> lib:Base [] -\n",
		"    field next: (lib:Base | NoneType!)",
		"class Other(lib:Base) []:\n    layout\n",
		"def make(items: list[int], kw deep: bool",
		"def later() -> lib:Other [async] -\n",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	if got := in["lib"].Lookup("make").Refs; !reflect.DeepEqual(got, []Ref{{"lib", "Base"}}) {
		t.Errorf("make mentions %v", got)
	}
}

// TestStable says which changes of a module are changes of its interface, and of which names.
func TestStable(t *testing.T) {
	before, _ := describe(t, map[string]string{"lib": lib})
	for _, c := range []struct{ old, new, changed string }{
		{"return self\n", "print(self)\n        return self\n", ""},
		{"counter = 0", "def another(x: int) -> int:\n    return x\n", ""},
		{"by: int = 3", "by: int = 4", "Base"},
		{"= 2 * 5", "= 2 * 6", "LIMIT"},
		{"self.n: int", "self.m: str = ''\n        self.n: int", "Base"},
		{"-> Other:", "-> Base:", "later"},
		{"deep: bool = False", "deep: bool", "make"},
		{"items: list[int]", "items: list[str]", "make"},
		{"class Other(Base):\n    pass", "class Other:\n    def __init__(self, n: int) -> None:\n        self.n: int = n", "Other"},
	} {
		after, _ := describe(t, map[string]string{"lib": strings.Replace(lib, c.old, c.new, 1)})
		var changed []string
		for _, d := range before["lib"].Names {
			if n := after["lib"].Lookup(d.Name); n == nil || n.Hash() != d.Hash() {
				changed = append(changed, d.Name)
			}
		}
		if got := strings.Join(changed, " "); got != c.changed {
			t.Errorf("%q for %q changes %q, want %q", c.new, c.old, got, c.changed)
		}
	}
}

func TestUses(t *testing.T) {
	in, graph := describe(t, map[string]string{
		"lib":    lib,
		"middle": "from lib import Other\nimport lib\ndef f(o: Other) -> int:\n    return o.n\n",
		"names":  "from lib import LIMIT, plain, nothing\nfrom middle import f\n",
		"whole":  "import middle, lib as l\ndef g() -> int:\n    return middle.f(l.Other(1))\n",
		"star":   "from middle import *\n",
	})
	for module, want := range map[string]string{
		"names": "lib.Base lib.LIMIT lib.Other lib.plain middle.f",
		"whole": "lib.Base lib.Other middle.Other middle.f",
		"star":  "lib.Base lib.Other middle.Other middle.f middle.lib",
	} {
		var got []string
		for _, u := range UsesOf(graph[module], func(name string) *Interface { return in[name] }) {
			if u.Hash == 0 {
				t.Errorf("%s: %s.%s has no hash", module, u.Module, u.Name)
			}
			got = append(got, u.Module+"."+u.Name)
		}
		if s := strings.Join(got, " "); s != want {
			t.Errorf("%s uses %s, want %s", module, s, want)
		}
	}
}

func TestModules(t *testing.T) {
	tree, _ := syntax.Parse("m.py", []byte("import a.b, c\ndef f():\n    from . import d\n    from ..e import g\n    from .... import h\n"), syntax.Options{})
	var got []string
	for m := range (&Unit{Name: "p.q.m", Tree: tree}).Modules() {
		got = append(got, m)
	}
	sort.Strings(got)
	if s := strings.Join(got, " "); s != "a a.b c p p.e p.e.g p.q p.q.d" {
		t.Error(s)
	}
}
