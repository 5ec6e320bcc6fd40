package opt

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"sync"

	"spc/hir"
)

// Debug is what -d asks for: all the switches there are for looking into the passes. A nil *Debug asks for nothing.
type Debug struct {
	Out   io.Writer // where dumps, times and statistics go
	flags string    // the value of -d
	knobs map[string]*knobs
	mu    sync.Mutex
}

// DebugHelp describes the value of -d.
const DebugHelp = `-d takes a list of PASS/KNOB, separated by commas; PASS may be "all". Knobs:

  on, off        run the pass, or do not, whatever -O says
  dump[=FUNC]    print functions after the pass; FUNC is a qualified name or its last part. The
                 pass "lower" stands for what is there before the first one
  html[=FUNC]    with "all": write MODULE.FUNC.html, the function after each pass beside its source
  stats          print what the pass did to the size of functions
  check          verify the functions after the pass, reference counts included (SPC_CHECK=1: after all)
  time           print how long the pass took

Example: spc build -d=refcount/dump=Task.run,all/time richards.py`

// knobs are the switches of one pass.
type knobs struct {
	on, off     bool
	dump, html  selection
	stats, time bool
	check       bool
}

// selection says for which functions something is asked for.
type selection struct {
	all   bool
	names []string // qualified names, or their last parts
}

// add takes up the value of a knob: a name, or all functions when there is none.
func (s *selection) add(name string) {
	if name == "" {
		s.all = true
	} else {
		s.names = append(s.names, name)
	}
}

func (s *selection) has(f *hir.Func) bool {
	return s.all || slices.ContainsFunc(s.names, func(want string) bool {
		return f.Name == want || strings.HasSuffix(f.Name, "."+want)
	})
}

// ParseDebug reads the value of -d.
func ParseDebug(value string, out io.Writer) (*Debug, error) {
	d := &Debug{Out: out, flags: value, knobs: map[string]*knobs{}}
	for _, item := range strings.Split(value, ",") {
		if err := d.set(strings.TrimSpace(item)); err != nil {
			return nil, err
		}
	}
	return d, nil
}

// String is the value of -d that d was read from.
func (d *Debug) String() string {
	if d == nil {
		return ""
	}
	return d.flags
}

// builder is what -d calls the builder of hir, which comes before all passes: it can be dumped and checked.
const builder = "lower"

// PassNames lists the passes in the order in which they run, after the builder.
func PassNames() []string {
	names := []string{builder}
	for _, p := range passes {
		names = append(names, p.name)
	}
	return names
}

// set does what one PASS/KNOB says.
func (d *Debug) set(item string) error {
	name, knob, ok := strings.Cut(item, "/")
	knob, value, hasValue := strings.Cut(knob, "=")
	if !ok || hasValue && knob != "dump" && knob != "html" {
		return fmt.Errorf("-d: cannot read %q (see -d=help)", item)
	}
	found := false
	for _, pass := range PassNames() {
		if pass == name || name == "all" {
			found = true
			if err := d.turn(pass, knob, value, name == "all"); err != nil {
				return fmt.Errorf("-d: %s: %w", item, err)
			}
		}
	}
	if !found {
		return fmt.Errorf("-d: %s: no pass %q (want all or one of %s)", item, name, strings.Join(PassNames(), ", "))
	}
	return nil
}

// turn sets one knob of a pass, which is one of many or asked for by its name.
func (d *Debug) turn(name, knob, value string, many bool) error {
	k := d.knobs[name]
	if k == nil {
		k = &knobs{}
		d.knobs[name] = k
	}
	switch knob {
	case "on", "off":
		optional := slices.ContainsFunc(passes, func(p pass) bool { return p.name == name && !p.required })
		if !optional && !many {
			return fmt.Errorf("the pass always runs")
		}
		k.on, k.off = knob == "on", knob == "off"
	case "dump":
		k.dump.add(value)
	case "html":
		if !many {
			return fmt.Errorf("a page shows all passes: all/html")
		}
		k.html.add(value)
	case "stats":
		k.stats = true
	case "check":
		k.check = true
	case "time":
		k.time = true
	default:
		return fmt.Errorf("no knob %q (see -d=help)", knob)
	}
	return nil
}

// of gives the knobs of a pass; never nil.
func (d *Debug) of(pass string) *knobs {
	if d != nil && d.knobs[pass] != nil {
		return d.knobs[pass]
	}
	return &knobs{}
}

// switched reports whether an optional pass runs that would by default run or not.
func (d *Debug) switched(pass string, byDefault bool) bool {
	k := d.of(pass)
	return k.on || byDefault && !k.off
}

// checkAll asks for verification after every pass, as the tests do.
var checkAll = os.Getenv("SPC_CHECK") != ""

// checks reports whether functions are verified after a pass.
func (d *Debug) checks(pass string) bool { return checkAll || d.of(pass).check }

func (d *Debug) write(text []byte) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.Out.Write(text)
}
