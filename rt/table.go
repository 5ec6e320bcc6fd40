package rt

import "strings"

// The table is written as prototypes, one a line:
//
//	name(params) result error effects type
//
// Parameters and result are representations. `steal obj` takes over the
// reference, `obj?` may be null; an obj or tag result is a new reference unless
// it says `borrowed`. A last parameter `...` makes the function variadic (see
// Func). error is never, null, done, minus1, sentinel or always (ErrKind);
// effects are letters r reads, w writes, p runs Python, f frees, or any, or -
// for none, or numbers (Func.Numbers); type is the class of the result ("int!"), when it is always the same;
// `fast` says that the function has a first half (Func.Fast), `tiny` that its body is no larger than a call (Func.Tiny).
//
// table_test.go holds every line against the C headers.

// errKinds are the names of error conventions in the table.
var errKinds = map[string]ErrKind{"never": Never, "null": Null, "done": NullDone,
	"minus1": Minus1, "sentinel": Sentinel, "always": Always}

var _ = define(parse(objectTable)) && define(parse(callTable)) && define(parse(containerTable)) &&
	define(parse(numberTable)) && define(parse(exceptionTable)) && define(parse(moduleTable)) &&
	define(parse(generatorTable))

// parse reads a table; a malformed line is a programming error.
func parse(text string) []Func {
	var list []Func
	for line := range strings.Lines(text) {
		line, _, _ = strings.Cut(line, "#")
		if line = strings.TrimSpace(line); line != "" {
			f := parseLine(line)
			list = append(list, f)
			if f.Fast {
				list = append(list, f.firstHalf())
			}
		}
	}
	return list
}

// firstHalf is the function NAME_fast of a function that has one.
func (f Func) firstHalf() Func {
	f.Name, f.Fast = f.Name+fastSuffix, false
	f.Effects &^= RunsPython | Frees
	return f
}

func parseLine(line string) Func {
	bad := func() { panic("rt: malformed table line: " + line) }
	name, rest, _ := strings.Cut(line, "(")
	params, rest, ok := strings.Cut(rest, ")")
	f := Func{Name: "spc_" + name}
	if !ok {
		bad()
	}
	for _, p := range strings.Split(params, ",") {
		p = strings.TrimSpace(p)
		if p == "" {
			continue
		}
		if p == "..." {
			f.Variadic = true
			continue
		}
		var q Param
		p, q.Steals = strings.CutPrefix(p, "steal ")
		p, q.Null = strings.CutSuffix(p, "?")
		if q.Rep, ok = ParseRep(p); !ok || f.Variadic {
			bad()
		}
		f.Params = append(f.Params, q)
	}
	words := strings.Fields(rest)
	borrowed := len(words) > 0 && words[0] == "borrowed"
	if borrowed {
		words = words[1:]
	}
	for n := len(words); n > 0 && (words[n-1] == "fast" || words[n-1] == "tiny"); n-- {
		f.Fast, f.Tiny = f.Fast || words[n-1] == "fast", f.Tiny || words[n-1] == "tiny"
		words = words[:n-1]
	}
	if len(words) < 3 || len(words) > 4 {
		bad()
	}
	if f.Result, ok = ParseRep(words[0]); !ok {
		bad()
	}
	f.Owned = f.Result.IsRef() && !borrowed
	if f.Err, ok = errKinds[words[1]]; !ok {
		bad()
	}
	f.Numbers = words[2] == "numbers"
	if f.Effects, ok = parseEffects(words[2]); !ok {
		bad()
	}
	if len(words) == 4 {
		f.Type = words[3]
	}
	return f
}

func parseEffects(s string) (e Effects, ok bool) {
	switch s {
	case "-":
		return Pure, true
	case "any", "numbers":
		return Anything, true
	}
	for _, c := range s {
		switch c {
		case 'r':
			e |= Reads
		case 'w':
			e |= Writes
		case 'p':
			e |= RunsPython
		case 'f':
			e |= Frees
		default:
			return 0, false
		}
	}
	return e, true
}

// Words of zeroed private memory (OpCache) that the functions with a cache parameter need at each site.
const (
	GlobalCacheWords = 2 // load_global
	AttrCacheWords   = 5 // getattr, setattr, load_method, call_method, call_method_kw, super_method
	CallCacheWords   = 5 // call
)
