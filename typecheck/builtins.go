package typecheck

import "strings"

// The built-in module as declarations, the classes the rules speak of, and the
// instances that are needed often. They are shared by all checks and never written
// to after initialisation.
var (
	builtinsModule = &Module{Name: "builtins", Names: map[string]*Binding{}, Static: true}
	staticModule   = &Module{Name: "__static__", Names: map[string]*Binding{}, Static: true}
	typingModule   = &Module{Name: "typing", Names: map[string]*Binding{}}

	objectClass   = builtinClass("object", nil)
	typeClass     = builtinClass("type", objectClass)
	noneClass     = exact(builtinClass("NoneType", objectClass))
	intClass      = builtinClass("int", objectClass)
	boolClass     = exact(builtinClass("bool", intClass))
	floatClass    = builtinClass("float", objectClass)
	complexClass  = builtinClass("complex", objectClass)
	strClass      = iterates(builtinClass("str", objectClass))
	bytesClass    = iterates(builtinClass("bytes", objectClass))
	bytearrayCls  = iterates(builtinClass("bytearray", objectClass))
	memoryviewCls = builtinClass("memoryview", objectClass)
	listClass     = iterates(builtinClass("list", objectClass))
	tupleClass    = iterates(builtinClass("tuple", objectClass))
	dictClass     = iterates(builtinClass("dict", objectClass))
	setClass      = iterates(builtinClass("set", objectClass))
	frozensetCls  = iterates(builtinClass("frozenset", objectClass))
	rangeClass    = iterates(exact(builtinClass("range", objectClass)))
	sliceClass    = exact(builtinClass("slice", objectClass))
	ellipsisClass = exact(builtinClass("ellipsis", objectClass))
	functionClass = exact(builtinClass("function", objectClass))
	propertyClass = builtinClass("property", objectClass)
	staticmethCls = builtinClass("staticmethod", objectClass)
	classmethCls  = builtinClass("classmethod", objectClass)
	superClass    = builtinClass("super", objectClass)
	baseExcClass  = builtinClass("BaseException", objectClass)
	excClass      = builtinClass("Exception", baseExcClass)

	chkdictClass = generic("chkdict", 2)
	chklistClass = generic("chklist", 1)
	arrayClass   = generic("Array", 1)

	// classDecorator is the type of functions that give back the class they decorate (SP §4.6).
	classDecorator = newClass(staticModule, "ClassDecorator", objectClass)

	enumClass       = enumBase("Enum", objectClass)
	intEnumClass    = enumBase("IntEnum", enumClass, intClass)
	stringEnumClass = enumBase("StringEnum", enumClass, strClass)

	instNone       Type = &Instance{Class: noneClass, Exact: true}
	instObject     Type = &Instance{Class: objectClass}
	instBool       Type = &Instance{Class: boolClass, Exact: true}
	instInt        Type = &Instance{Class: intClass}
	instIntExact   Type = &Instance{Class: intClass, Exact: true}
	instFloat      Type = &Instance{Class: floatClass}
	instFloatExact Type = &Instance{Class: floatClass, Exact: true}
	instStr        Type = &Instance{Class: strClass}
	instStrExact   Type = &Instance{Class: strClass, Exact: true}
	instBytes      Type = &Instance{Class: bytesClass, Exact: true}
	instListExact  Type = &Instance{Class: listClass, Exact: true}
	instTupleExact Type = &Instance{Class: tupleClass, Exact: true}
	instDictExact  Type = &Instance{Class: dictClass, Exact: true}
	instSetExact   Type = &Instance{Class: setClass, Exact: true}
)

// exceptions are the built-in exception classes below Exception: "name base".
const exceptions = `GeneratorExit BaseException
KeyboardInterrupt BaseException
SystemExit BaseException
BaseExceptionGroup BaseException
ArithmeticError Exception
FloatingPointError ArithmeticError
OverflowError ArithmeticError
ZeroDivisionError ArithmeticError
AssertionError Exception
AttributeError Exception
BufferError Exception
EOFError Exception
ImportError Exception
ModuleNotFoundError ImportError
LookupError Exception
IndexError LookupError
KeyError LookupError
MemoryError Exception
NameError Exception
UnboundLocalError NameError
OSError Exception
BlockingIOError OSError
ChildProcessError OSError
ConnectionError OSError
BrokenPipeError ConnectionError
ConnectionAbortedError ConnectionError
ConnectionRefusedError ConnectionError
ConnectionResetError ConnectionError
FileExistsError OSError
FileNotFoundError OSError
InterruptedError OSError
IsADirectoryError OSError
NotADirectoryError OSError
PermissionError OSError
ProcessLookupError OSError
TimeoutError OSError
ReferenceError Exception
RuntimeError Exception
NotImplementedError RuntimeError
PythonFinalizationError RuntimeError
RecursionError RuntimeError
StopIteration Exception
StopAsyncIteration Exception
SyntaxError Exception
IndentationError SyntaxError
TabError IndentationError
SystemError Exception
TypeError Exception
ValueError Exception
UnicodeError ValueError
UnicodeDecodeError UnicodeError
UnicodeEncodeError UnicodeError
UnicodeTranslateError UnicodeError
Warning Exception
BytesWarning Warning
DeprecationWarning Warning
EncodingWarning Warning
FutureWarning Warning
ImportWarning Warning
PendingDeprecationWarning Warning
ResourceWarning Warning
RuntimeWarning Warning
SyntaxWarning Warning
UnicodeWarning Warning
UserWarning Warning
ExceptionGroup BaseExceptionGroup`

// dynamicBuiltins are names of builtins that exist and are of unknown type: the
// functions whose calls are dynamic, classes without rules of their own, and
// names that the interpreter adds.
const dynamicBuiltins = `abs aiter all anext any ascii bin breakpoint callable chr compile copyright credits
delattr dir divmod enumerate eval exec exit filter format getattr globals hasattr hash help hex id input iter
license locals map next oct open ord pow print quit repr reversed round setattr sum vars zip
__build_class__ __debug__ __doc__ __import__ __loader__ __package__ __spec__ __annotations__ __builtins__ NotImplemented
EnvironmentError IOError WindowsError __path__ __cached__ __dict__`

// dCalled are the dynamic builtins whose calls are not even reflected (SP §2.2).
var dCalled = words(`bytearray delattr enumerate exit getattr globals hasattr locals memoryview quit setattr slice
filter map reversed zip`)

func words(s string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(s) {
		m[w] = true
	}
	return m
}

func init() {
	for _, line := range strings.Split(exceptions, "\n") {
		name, base, _ := strings.Cut(line, " ")
		builtinClass(name, builtinsModule.Names[base].Class)
	}
	for _, name := range strings.Fields(dynamicBuiltins) {
		builtinsModule.Names[name] = &Binding{Name: name, Kind: BindDynamic, Type: D, state: bindDone}
	}
	for _, name := range []string{"__name__", "__file__"} {
		builtinsModule.Names[name] = &Binding{Name: name, Kind: BindVar, Type: instStr, state: bindDone}
	}
	builtinsModule.Names["Ellipsis"] = &Binding{Name: "Ellipsis", Kind: BindVar, Type: &Instance{Class: ellipsisClass, Exact: true}, state: bindDone}
	for _, name := range []string{"isinstance", "issubclass", "len", "sorted", "min", "max", "reveal_type"} {
		f := &FuncType{Name: name, Qualname: name, Module: builtinsModule, Return: D, Builtin: true}
		builtinsModule.Names[name] = &Binding{Name: name, Kind: BindFunc, Type: f, Func: f, state: bindDone}
	}
	for _, name := range []string{"NoneType", "ellipsis", "function"} {
		delete(builtinsModule.Names, name) // not names of the module
	}
	initStatic()
}

func builtinClass(name string, base *ClassType) *ClassType {
	c := newClass(builtinsModule, name, base)
	c.Builtin = true
	builtinsModule.Names[name] = &Binding{Name: name, Kind: BindClass, Class: c,
		Type: &ClassObj{Inst: &Instance{Class: c, Exact: true}}, state: bindDone}
	return c
}

func newClass(m *Module, name string, bases ...*ClassType) *ClassType {
	c := &ClassType{Name: name, Qualname: name, Module: m, Members: map[string]*Member{}, state: bindDone}
	for _, b := range bases {
		if b != nil {
			c.Bases = append(c.Bases, b)
		}
	}
	if len(c.Bases) > 0 {
		c.Base = c.Bases[0]
	}
	c.MRO, _ = linearize(c)
	return c
}

func exact(c *ClassType) *ClassType    { c.ExactAlways, c.Final = true, true; return c }
func iterates(c *ClassType) *ClassType { c.Iterates = true; return c }

func generic(name string, params int) *ClassType {
	c := newClass(staticModule, name, objectClass)
	c.Builtin, c.Iterates = true, true
	c.Generic = &GenericInfo{Params: params}
	return exact(c)
}

func enumBase(name string, bases ...*ClassType) *ClassType {
	c := newClass(staticModule, name, bases...)
	c.Builtin = true
	c.Enum = &EnumInfo{Kind: name}
	return c
}

// builtinRule is the number of a __static__ function with rules of its own.
type builtinRule uint8

const (
	ruleNone builtinRule = iota
	ruleCast
	ruleBox
	ruleUnbox
	ruleCLen
	ruleCRange
	ruleRand
	ruleProdAssert
)

// staticNames are the names that may be imported from __static__ beside the
// machine types, by how the checker treats them.
const (
	staticDecorators = `inline dynamic_return _donotcompile native mixin allow_weakrefs`
	staticDynamic    = `ContextDecorator ExcContextDecorator TClass StaticTypeError StaticGeneric
make_generic_type is_type_static is_static_module is_static_callable is_static set_type_static set_type_final set_type_static_final
set_type_code type_code make_recreate_cm make_context_decorator_wrapper install_sp_audit_hook posix_clock_gettime_ns unique
compiler_flags resolve_primitive_descr lookup_native_symbol create_overridden_slot_descriptors_with_default
init_static_type static_property cached_property async_cached_property single byte Vector`
)

func initStatic() {
	rules := map[string]builtinRule{"cast": ruleCast, "box": ruleBox, "unbox": ruleUnbox, "clen": ruleCLen,
		"crange": ruleCRange, "rand": ruleRand, "prod_assert": ruleProdAssert}
	for name, r := range rules {
		f := &FuncType{Name: name, Qualname: name, Module: staticModule, Return: D, Builtin: true, builtin: r}
		staticModule.Names[name] = &Binding{Name: name, Kind: BindFunc, Type: f, Func: f, state: bindDone}
	}
	for _, k := range allKinds() {
		staticModule.Names[k.name] = &Binding{Name: k.name, Kind: BindClass, Type: &ClassObj{Inst: Prim(k.kind)}, state: bindDone}
	}
	for name, c := range map[string]*ClassType{"CheckedDict": chkdictClass, "chkdict": chkdictClass, "CheckedList": chklistClass,
		"chklist": chklistClass, "Array": arrayClass, "staticarray": arrayClass, "PyDict": dictClass, "pydict": dictClass,
		"Enum": enumClass, "ClassDecorator": classDecorator, "IntEnum": intEnumClass, "StringEnum": stringEnumClass} {
		staticModule.Names[name] = &Binding{Name: name, Kind: BindClass, Class: c,
			Type: &ClassObj{Inst: &Instance{Class: c, Exact: true}}, state: bindDone}
	}
	staticModule.Names["RAND_MAX"] = &Binding{Name: "RAND_MAX", Kind: BindConst, Type: instInt, Const: intConst(2147483647), state: bindDone}
	for _, name := range strings.Fields(staticDecorators + " " + staticDynamic) {
		if staticModule.Names[name] == nil {
			staticModule.Names[name] = &Binding{Name: name, Kind: BindDynamic, Type: D, state: bindDone}
		}
	}
	for _, prefix := range []string{"PRIM_OP_", "FAST_LEN_", "SEQ_", "TYPED_"} {
		staticPrefixes = append(staticPrefixes, prefix)
	}
}

// staticPrefixes begin the names of the numeric constants of __static__.
var staticPrefixes []string
