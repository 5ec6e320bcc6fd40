package vtable

import (
	"testing"

	"spc/rt"
)

func TestLayout(t *testing.T) {
	a := New("A", nil, []*Field{
		{Name: "z", Holds: Int}, {Name: "b", Holds: Machine, Machine: rt.I64}, {Name: "__p"}, {Name: "f", Holds: Float, AlwaysSet: true},
		{Name: "t", Holds: Bool},
	}, []string{"run", "stop"})
	want := []struct {
		name string
		rep  rt.Rep
	}{{"_A__p", rt.Obj}, {"b", rt.I64}, {"f", rt.F64}, {"t", rt.Obj}, {"z", rt.Tag}}
	for i, w := range want {
		f := a.Fields[i]
		if f.Mangled != w.name || f.Rep != w.rep || f.Offset(16) != 16+8*i {
			t.Errorf("field %d: %s %s at %d", i, f.Mangled, f.Rep, f.Offset(16))
		}
	}
	b := New("B", a, nil, []string{"halt", "stop"})
	for i, w := range []Entry{{"run", "A", 0}, {"stop", "B", 1}, {"halt", "B", 2}} {
		if *b.Entries[i] != w {
			t.Errorf("entry %d: %+v", i, *b.Entries[i])
		}
	}
	if a.Entries[1].Owner != "A" {
		t.Error("a subclass changed its base's table")
	}
	if c, f := b.Field("z"); c != a || f == nil {
		t.Error("inherited field")
	}
}
