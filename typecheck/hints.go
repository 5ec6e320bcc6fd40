package typecheck

import "strings"

// This file holds what is trusted of the standard library: results of functions
// and methods of built-in classes, in a compact notation. They are hints: nothing
// depends on their truth but speed.

// libraryResults says what functions of the standard library return.
var libraryResults = parseResults(`math.sqrt float|math.floor int|math.ceil int|math.sin float|math.cos float|math.tan float
math.exp float|math.log float|math.pow float|math.fabs float|math.atan2 float|math.hypot float|math.pi float|math.e float
time.time float|time.perf_counter float|time.monotonic float|random.random float`)

// builtinResults says what built-in functions return.
var builtinResults = parseResults(`chr str|ord int|hex str|bin str|oct str|repr str|ascii str|hash int|id int|callable bool|hasattr bool
all bool|any bool|round int|input str|format str|isinstance bool|issubclass bool|len int|divmod tuple|dir list`)

// methodResults says what methods of built-in classes return; a dot stands for the
// receiver's own type, 0 and 1 for its type arguments.
var methodResults = map[string]map[string]string{
	"str": parseResults(`upper str|lower str|strip str|lstrip str|rstrip str|replace str|join str|format str|title str|capitalize str|center str
ljust str|rjust str|zfill str|expandtabs str|swapcase str|casefold str|removeprefix str|removesuffix str|translate str
startswith bool|endswith bool|isdigit bool|isalpha bool|isalnum bool|isspace bool|isupper bool|islower bool|isnumeric bool|isdecimal bool
isidentifier bool|istitle bool|isprintable bool|isascii bool|find int|rfind int|index int|rindex int|count int|encode bytes
split list[str]|rsplit list[str]|splitlines list[str]|partition tuple|rpartition tuple`),
	"list": parseResults(`append None|extend None|insert None|remove None|reverse None|sort None|clear None|pop 0|index int|count int|copy .`),
	"dict": parseResults(`get 1?|pop 1|setdefault 1|keys -0|values -1|items -i|update None|clear None|copy .`),
	"set": parseResults(`add None|discard None|remove None|clear None|pop 0|update None|copy .|union .|intersection .|difference .|issubset bool
issuperset bool|isdisjoint bool`),
	"tuple": parseResults(`index int|count int`),
	"bytes": parseResults(`decode str|hex str|find int|startswith bool|endswith bool`),
	"int":   parseResults(`bit_length int|to_bytes bytes|bit_count int`),
	"float": parseResults(`is_integer bool|hex str`),
}

func parseResults(s string) map[string]string {
	m := map[string]string{}
	for _, part := range strings.FieldsFunc(s, func(r rune) bool { return r == '|' || r == '\n' }) {
		name, res, _ := strings.Cut(part, " ")
		m[name] = res
	}
	return m
}

var namedHints = map[string]Type{"float": instFloatExact, "int": instIntExact, "str": instStrExact, "bool": instBool, "None": instNone,
	"bytes": instBytes, "tuple": instTupleExact, "list": instListExact, "dict": instDictExact,
	"list[str]": &Instance{Class: listClass, Exact: true, Args: []Type{instStrExact}}}

// libraryHint is the trusted type of a value of the standard library; functions
// give what calling them returns by libraryCall.
func libraryHint(path string) Type {
	if path == "math.pi" || path == "math.e" {
		return instFloatExact
	}
	return nil
}

func hasBuiltinMethod(k *ClassType, name string) bool {
	for _, b := range k.MRO {
		if b.Builtin {
			if _, ok := methodResults[b.Name][name]; ok {
				return true
			}
		}
	}
	return false
}

// methodHint is what a method of a built-in class returns.
func methodHint(self *Instance, name string) Type {
	for _, k := range self.Class.MRO {
		r, ok := methodResults[k.Name][name]
		if !ok || !k.Builtin {
			continue
		}
		arg := func(i int) Type {
			if i < len(self.Args) {
				return self.Args[i]
			}
			return nil
		}
		iter := func(t Type) Type {
			if t == nil {
				return nil
			}
			return &Instance{Class: protocolClasses["typing.Iterable"], Args: []Type{t}}
		}
		switch r {
		case ".":
			return self
		case "0":
			return arg(0)
		case "1":
			return arg(1)
		case "1?":
			if t := arg(1); t != nil {
				return unionOf(t, instNone)
			}
			return nil
		case "-0":
			return iter(arg(0))
		case "-1":
			return iter(arg(1))
		case "-i":
			if arg(1) != nil {
				return iter(&Instance{Class: tupleClass, Args: []Type{arg(0), arg(1)}})
			}
			return nil
		}
		return namedHints[r]
	}
	return nil
}
