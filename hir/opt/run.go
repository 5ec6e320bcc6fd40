package opt

import (
	"bytes"
	"fmt"
	"strings"
	"time"

	"spc/hir"
)

// Options change what Run does.
type Options struct {
	Level int    // 0 to 3, as -O
	Debug *Debug // nil: nothing special
}

// Run takes a module from what the builder made to what emit takes. A pass that panics is named, with the
// function it was at, in the panic that leaves Run. What the last pass leaves is always verified: a mistake of the
// compiler must not become a crash of the program.
func Run(m *hir.Module, opts Options) error {
	r := &runner{m: m, debug: opts.Debug, pages: map[*hir.Func]*page{}}
	defer r.flush()
	r.show(builder)
	if opts.Debug.checks(builder) {
		if err := verify(m, builder, true); err != nil {
			return err
		}
	}
	for i := range passes {
		p := &passes[i]
		if !p.runs(opts) {
			continue
		}
		r.pass(p)
		if full := opts.Debug.checks(p.name); full || i == len(passes)-1 {
			if err := verify(m, p.name, full); err != nil {
				return err
			}
		}
	}
	return r.writePages()
}

func (p *pass) runs(o Options) bool {
	return p.required || o.Debug.switched(p.name, o.Level >= p.level)
}

// verify checks the functions of m after a pass, and with full that they can be printed and read.
func verify(m *hir.Module, pass string, full bool) error {
	for f := range native(m) {
		err := f.Verify()
		if err == nil {
			err = f.VerifyOwnership()
		}
		if err != nil {
			return fmt.Errorf("after %s: %w", pass, err)
		}
	}
	if !full {
		return nil
	}
	var text, again strings.Builder
	m.Print(&text)
	read, err := hir.Parse(text.String())
	if err != nil {
		return fmt.Errorf("after %s: the text form cannot be read: %w", pass, err)
	}
	read.Print(&again)
	if text.String() != again.String() {
		return fmt.Errorf("after %s: the text form is another after reading: %s", pass, firstDifference(text.String(), again.String()))
	}
	return nil
}

// firstDifference shows the first line in which two texts differ.
func firstDifference(a, b string) string {
	x, y := strings.Split(a, "\n"), strings.Split(b, "\n")
	for i := range x {
		if i >= len(y) || x[i] != y[i] {
			return fmt.Sprintf("line %d: %q", i+1, x[i:min(i+1, len(x))]) + fmt.Sprintf(" became %q", y[min(i, len(y)):min(i+1, len(y))])
		}
	}
	return "lines were added"
}

// runner is one run of the passes over a module.
type runner struct {
	m     *hir.Module
	debug *Debug
	out   bytes.Buffer // what the debug flags print; written at once, because modules are compiled side by side
	at    string       // the function that the pass is at
	pages map[*hir.Func]*page
	paged []*hir.Func // that have a page, in order
}

// pass runs p over the module.
func (r *runner) pass(p *pass) {
	defer r.blame(p)
	knobs := r.debug.of(p.name)
	var before map[*hir.Func]size
	if knobs.stats {
		before = r.sizes()
	}
	start := time.Now()
	if p.whole != nil {
		p.whole(r.m)
	}
	for f := range native(r.m) {
		r.at = f.Name
		if p.each != nil {
			p.each(f)
		}
	}
	took := time.Since(start)
	r.at = ""
	r.show(p.name)
	for f := range native(r.m) {
		if old, now := before[f], sizeOf(f); knobs.stats && old != now {
			fmt.Fprintf(&r.out, "%s: %s: %s: %d blocks to %d, %d instructions to %d\n",
				r.m.Name, p.name, f.Name, old.blocks, now.blocks, old.instrs, now.instrs)
		}
	}
	if knobs.time {
		fmt.Fprintf(&r.out, "%s: %s: %.3f ms\n", r.m.Name, p.name, float64(took.Microseconds())/1000)
	}
}

// show prints or collects the functions that are asked for after a pass.
func (r *runner) show(pass string) {
	r.dump(pass)
	r.snapshot(pass)
}

// dump prints the functions that are asked for after a pass, with the declarations that make them readable for
// hir.Parse.
func (r *runner) dump(pass string) {
	var funcs []*hir.Func
	for f := range native(r.m) {
		if r.debug.of(pass).dump.has(f) {
			funcs = append(funcs, f)
		}
	}
	if len(funcs) > 0 {
		fmt.Fprintf(&r.out, "# after %s\n", pass)
		r.m.PrintFuncs(&r.out, funcs...)
	}
}

// blame adds to a panic where it happened.
func (r *runner) blame(p *pass) {
	if x := recover(); x != nil {
		where := r.m.Name
		if r.at != "" {
			where += ": " + r.at
		}
		panic(fmt.Sprintf("pass %s on %s: %v", p.name, where, x))
	}
}

// flush writes what the debug flags had to say.
func (r *runner) flush() {
	if r.out.Len() > 0 {
		r.debug.write(r.out.Bytes())
	}
}

// native gives the functions of m that become native code.
func native(m *hir.Module) func(yield func(*hir.Func) bool) {
	return func(yield func(*hir.Func) bool) {
		for _, f := range m.Funcs {
			if f.Interpret == "" && !yield(f) {
				return
			}
		}
	}
}

// size is what stats tell of a function.
type size struct{ blocks, instrs int }

func sizeOf(f *hir.Func) size {
	s := size{blocks: len(f.Blocks)}
	for _, b := range f.Blocks {
		s.instrs += len(b.Instrs)
	}
	return s
}

func (r *runner) sizes() map[*hir.Func]size {
	sizes := map[*hir.Func]size{}
	for f := range native(r.m) {
		sizes[f] = sizeOf(f)
	}
	return sizes
}
