package lower

import (
	"fmt"
	"sort"
	"strings"

	"spc/hir"
	"spc/typecheck"
)

// What static modules give to and take from each other: the bodies of functions, the layouts of classes.

// other is the world of another module: only signatures and layouts are asked of it. Nil when the module is unknown.
func (w *world) other(m *typecheck.Module) *world {
	if o, ok := w.others[m]; ok {
		return o
	}
	var o *world
	if info := w.infos[m]; info != nil {
		o = newWorld(info, w.infos, &hir.Module{Name: m.Name, Mode: hir.Static}, w.baseSize)
	}
	w.others[m] = o
	return o
}

// target is what a direct call of ft goes to, in this or another module; nil when there is no native body.
func (w *world) target(ft *typecheck.FuncType) *hir.Callee {
	if ft == nil || w.mod.Patching {
		return nil
	}
	if f := w.funcs[ft]; f != nil {
		if f.Interpret != "" {
			return nil
		}
		// A method runs on an instance: its class, and so the method, is there.
		return &hir.Callee{Func: f, Name: f.Name, Sig: w.signature(ft), Defined: ft.Class != nil && !ft.StaticMethod}
	}
	if ft.Module == nil || ft.Module == w.info.Module || !exported(ft) || w.mod.ImportHash(ft.Module.Name, ft.Qualname) == 0 {
		return nil
	}
	return &hir.Callee{Sym: hir.ExternSym(ft.Module.Name, ft.Qualname), Name: ft.FullName(), Sig: w.signature(ft)}
}

// exported reports whether other modules may call ft's body. It depends on nothing but the declaration.
func exported(ft *typecheck.FuncType) bool {
	return ft.Node != nil && !ft.Synthetic && callable(ft.Node, ft) && !reordered(ft)
}

// reordered reports whether the frame has the parameters in another order than the source: keyword-only ones stand
// before *args there.
func reordered(ft *typecheck.FuncType) bool {
	star := false
	for _, p := range ft.Params {
		star = star || p.Kind == typecheck.VarPos
		if star && p.Kind == typecheck.KwOnly {
			return true
		}
	}
	return false
}

// exports lists what the module offers, by the hashes of its descriptors.
func (w *world) exports(hashes map[string]uint64) []*hir.Export {
	rows := map[string]*hir.Export{}
	row := func(qualname string) *hir.Export {
		top, _, _ := strings.Cut(qualname, ".")
		if hashes[top] == 0 {
			return nil
		}
		if rows[qualname] == nil {
			rows[qualname] = &hir.Export{Name: qualname, Hash: hashes[top]}
		}
		return rows[qualname]
	}
	for name := range hashes {
		row(name)
	}
	for ft, f := range w.funcs {
		if !exported(ft) || f.Sig == nil {
			continue
		}
		if x := row(ft.Qualname); x != nil && w.current(ft) {
			x.Func, x.Sig = f, w.signature(ft)
		}
	}
	for _, c := range w.mod.Classes {
		if x := row(c.Name); x != nil {
			x.Class = c
		}
	}
	list := make([]*hir.Export, 0, len(rows))
	for _, x := range rows {
		list = append(list, x)
	}
	sort.Slice(list, func(i, j int) bool { return list[i].Name < list[j].Name })
	return list
}

// current reports whether ft is what its name stands for, not a definition that a later one replaced.
func (w *world) current(ft *typecheck.FuncType) bool {
	if ft.Class != nil {
		m := ft.Class.Members[ft.Name]
		return m != nil && m.Method == ft
	}
	b := w.info.Module.Names[ft.Name]
	return b != nil && b.Kind == typecheck.BindFunc && b.Func == ft
}

// Machine describes what a module offers as machine code sees it (classloader.Machine).
type Machine struct{ w *world }

// NewMachine describes the module of info; infos has what the checker found in all static modules.
func NewMachine(info *typecheck.Info, infos map[*typecheck.Module]*typecheck.Info, baseSize func(string) int) Machine {
	return Machine{newWorld(info, infos, &hir.Module{Name: info.Module.Name, Mode: hir.Static}, baseSize)}
}

// Function is the calling convention of f's body; "" when other modules may not call it.
func (x Machine) Function(f *typecheck.FuncType) string {
	if !exported(f) {
		return ""
	}
	return convention(x.w.signature(f))
}

func convention(s *hir.Signature) string {
	params := make([]string, len(s.Params))
	for i, p := range s.Params {
		params[i] = p.Rep.String()
	}
	return "(" + strings.Join(params, " ") + ") " + s.Result.String()
}

// Class is the layout of c's instances and of its method table.
func (x Machine) Class(c *typecheck.ClassType) string {
	h := x.w.class(c)
	if h == nil {
		return "no layout"
	}
	var out strings.Builder
	fmt.Fprintf(&out, "layout after %d", h.BaseSize)
	for _, f := range h.Fields {
		fmt.Fprintf(&out, "\n%d: %s %s", f.Offset, f.Name, f.Rep)
		if f.Nullable {
			out.WriteString(" nullable")
		}
	}
	for _, m := range h.Methods {
		fmt.Fprintf(&out, "\nentry %d: %s %s", m.Slot, m.Name, convention(m.Sig))
	}
	return out.String()
}
