package rt

// ErrKind says how a runtime function reports that it raised.
type ErrKind uint8

const (
	Never    ErrKind = iota // cannot raise
	Null                    // NULL (obj, ptr) or 0 (tag) means raised
	NullDone                // NULL: raised if the error indicator is set, else "no more"
	Minus1                  // the C result is an int: -1 raised; for Void and Bool results
	Sentinel                // -113 of the result's type, confirmed by the error indicator
	Always                  // never returns without raising; C result void
)

// Effects is what calling a runtime function may do besides computing its result.
type Effects uint8

const (
	Reads      Effects = 1 << iota // depends on memory that code can change
	Writes                         // changes such memory
	RunsPython                     // may run arbitrary Python code, destructors included
	Frees                          // may run a destructor
)

// Pure is a function of its arguments alone.
const Pure Effects = 0

// Anything may happen.
const Anything = Reads | Writes | RunsPython | Frees

// Param is a parameter of a runtime function.
type Param struct {
	Rep    Rep
	Steals bool // takes over the reference, whether it succeeds or not
	Null   bool // NULL is a meaningful argument
}

// Func is a runtime function that emitted code may call. Its C prototype is
// `result name(params...)`; a Void or Bool result with Err == Minus1 is an int. A variadic
// function has two more C parameters after Params, `PyObject *const *items,
// Py_ssize_t n`; the caller puts its further (borrowed) arguments there.
type Func struct {
	Name     string
	Params   []Param
	Variadic bool
	Result   Rep
	Owned    bool // an obj or tag result is a new reference
	Err      ErrKind
	Effects  Effects
	Numbers  bool   // with exact ints, bools and floats for operands it only computes: Effects are those with other objects
	Type     string // class of the result when it is always the same, "int!" style; "" unknown
	// Fast says that there is an inline function NAME_fast with the same parameters that does the work in the common
	// cases, without running Python code or a destructor. In the others it does nothing and returns the error value,
	// which then does not mean that anything was raised.
	Fast bool
	// Tiny says that the inline body is no larger than a call: it is inlined where code is rarely reached, too.
	Tiny bool
}

const fastSuffix = "_fast"

// FirstHalf is the function NAME_fast of a function that has one.
func (f *Func) FirstHalf() *Func { return Get(f.Name + fastSuffix) }

var funcs = map[string]*Func{}

// define adds entries to the table; a duplicate name is a programming error.
func define(list []Func) bool {
	for i := range list {
		f := &list[i]
		if funcs[f.Name] != nil {
			panic("rt: " + f.Name + " is defined twice")
		}
		funcs[f.Name] = f
	}
	return true
}

// Lookup gives the runtime function of that name; nil when there is none.
func Lookup(name string) *Func { return funcs[name] }

// Get is Lookup for names that are known to exist.
func Get(name string) *Func {
	f := funcs[name]
	if f == nil {
		panic("rt: no runtime function " + name)
	}
	return f
}

// Names lists the table in no particular order.
func Names(yield func(*Func) bool) {
	for _, f := range funcs {
		if !yield(f) {
			return
		}
	}
}

// ABI is the version of the contract between emitted modules and the runtime; a module refuses to load with another.
const ABI = 4
