package diag

import "sort"

// Code identifies a kind of diagnostic. Codes are part of the interface: users
// filter and silence by them. Rules for this file:
//
//   - a code, once released, is never renumbered, reused or given another meaning;
//     new ones are added at the end of their group;
//   - two diagnostics share a code exactly if the same repair applies to both;
//   - each has an example that fails with it, which a test compiles.
//
// Groups: 1xx files and syntax, 2xx names and imports, 3xx types of values,
// 4xx calls, 5xx classes, 6xx machine types, 7xx strict modules, 8xx speed.
type Code string

// CodeInfo describes a code, for `spc explain` and for tools.
type CodeInfo struct {
	Code    Code
	Name    string // a short noun phrase in kebab case, stable like the code
	Summary string // one sentence: the rule that was broken
	Example string // a module (main.py) that fails with this code, others behind "--- NAME"; "" when none can be shown as text
	Repair  string // one or two sentences: what to do about it
}

// Files and syntax.
const (
	BadSyntax      Code = "SPC101"
	BadIndentation Code = "SPC102"
	BadEncoding    Code = "SPC103"
	TooComplex     Code = "SPC104"
	BadScope       Code = "SPC105"
)

// Names and imports.
const (
	UndefinedName   Code = "SPC201"
	BadImport       Code = "SPC202"
	FinalReassigned Code = "SPC203"
	ImportCycle     Code = "SPC204"
	Redefinition    Code = "SPC205"
)

// Types of values.
const (
	TypeMismatch     Code = "SPC301"
	ReturnMismatch   Code = "SPC302"
	MissingAttribute Code = "SPC303"
	BadOperand       Code = "SPC304"
	OptionalAccess   Code = "SPC305"
	BadAnnotation    Code = "SPC306"
	NotSubscriptable Code = "SPC307"
	RevealType       Code = "SPC308"
	BadCast          Code = "SPC309"
)

// Calls.
const (
	BadArguments     Code = "SPC401"
	ArgumentMismatch Code = "SPC402"
	NotCallable      Code = "SPC403"
	BadDecorator     Code = "SPC404"
)

// Classes.
const (
	BadOverride     Code = "SPC501"
	FinalClass      Code = "SPC502"
	BadBase         Code = "SPC503"
	BadField        Code = "SPC504"
	BadDataclass    Code = "SPC505"
	BadEnum         Code = "SPC506"
	BadTypeArgument Code = "SPC507"
)

// Machine types.
const (
	PrimitiveRange    Code = "SPC601"
	PrimitiveMismatch Code = "SPC602"
	PrimitiveMisuse   Code = "SPC603"
	BadNative         Code = "SPC604"
)

// Speed.
const (
	SlowCall      Code = "SPC801"
	SlowAttribute Code = "SPC802"
	SlowArgument  Code = "SPC803"
	SlowDataclass Code = "SPC804"

	// What the optimiser could not improve; found when the module is compiled, or by check --perf.
	SlowLookup      Code = "SPC805"
	SlowDynamicCall Code = "SPC806"
	SlowOperator    Code = "SPC807"
	SlowItem        Code = "SPC808"
	SlowLoop        Code = "SPC809"
	SlowBoxing      Code = "SPC810"
)

// Strict modules.
const (
	BadMarker       Code = "SPC701"
	UnsafeTop       Code = "SPC702"
	StarImport      Code = "SPC703"
	ForeignMutation Code = "SPC704"
	UnknownValue    Code = "SPC705"
	MemberConflict  Code = "SPC706"
	RaisesOnImport  Code = "SPC707"
)

var registry = []CodeInfo{
	{BadSyntax, "syntax-error", "The text is not Python.",
		"def f(:\n    pass\n", "Correct the text at the marked place; the grammar is that of the Python version given with --python."},
	{BadIndentation, "bad-indentation", "Lines of one block are not indented alike.",
		"if True:\nx = 1\n", "Indent the block with the same white space on every line."},
	{BadEncoding, "bad-encoding", "The file cannot be decoded: it is not UTF-8, names an unknown encoding, or contains a NUL byte.",
		"", "Save the file as UTF-8, or name its encoding in a comment on the first two lines (PEP 263)."},
	{TooComplex, "too-deeply-nested", "The program nests deeper than the compiler follows.",
		"", "Split the expression or the block into parts."},
	{BadScope, "bad-scope", "A statement stands where its scope does not allow it, or declares a name inconsistently.",
		"return 1\n", "Move the statement into a function or a loop, or declare global and nonlocal names before they are used."},

	{UndefinedName, "undefined-name", "A name is read that is not defined on every path to this place.",
		"import __static__\n\ndef f() -> int:\n    return y\n", "Define the name before, on all paths, or import it."},
	{BadImport, "bad-import", "An import statement cannot be resolved.",
		"from ...... import x\n", "Check the number of leading dots and the name of the package."},
	{FinalReassigned, "final-reassigned", "A Final name is assigned more than once.",
		"import __static__\nfrom typing import Final\n\nX: Final[int] = 1\nX = 2\n", "Drop Final, or use another name for the second value."},
	{ImportCycle, "import-cycle", "Static modules need each other's class definitions in a cycle.",
		"import __static__\nfrom other import B\n\nclass A(B):\n    pass\n--- other.py\nimport __static__\nfrom main import A\n\nclass B(A):\n    pass\n", "Move the common base class into a module that both import."},
	{Redefinition, "redefinition", "A name is declared twice with different meanings.",
		"import __static__\n\ndef f() -> None:\n    x: int = 1\n    x: str = ''\n", "Give the second declaration another name."},

	{TypeMismatch, "type-mismatch", "A value cannot be assigned to the type that is declared for its target.",
		"import __static__\n\nx: int = 'a'\n", "Change the value or the declared type; a value of unknown type can be converted with cast()."},
	{ReturnMismatch, "return-mismatch", "A function returns something else than it declares.",
		"import __static__\n\ndef f() -> int:\n    return 'a'\n", "Change the returned value or the declared return type."},
	{MissingAttribute, "missing-attribute", "The type of the receiver has no such attribute.",
		"import __static__\n\ndef f(c: None) -> object:\n    return c.x\n", "Test the value first, or correct the name of the attribute."},
	{BadOperand, "bad-operand", "The operands' types do not support the operator.",
		"import __static__\n\ndef f(a: None) -> object:\n    return -a\n", "Convert an operand, or test it first."},
	{OptionalAccess, "optional-access", "A value that may be None is used as if it could not be.",
		"import __static__\n\nclass C:\n    x: int = 0\n\ndef f(c: C | None) -> int:\n    return c.x\n", "Test the value against None first."},
	{BadAnnotation, "bad-annotation", "An annotation is no type, or a type that is not allowed here.",
		"import __static__\nfrom typing import Annotated\n\ndef f(x: Annotated[int]) -> None:\n    pass\n", "Write a type; quoted names are resolved in the module."},
	{NotSubscriptable, "not-subscriptable", "The type of the value does not support subscription.",
		"import __static__\n\ndef f(x: None) -> object:\n    return x[0]\n", "Test the value, or use a container."},
	{RevealType, "reveal-type", "reveal_type() shows the type that the checker has found.",
		"import __static__\n\ndef f(x: int) -> None:\n    reveal_type(x)\n", "Remove the call when you have read the answer."},
	{BadCast, "bad-cast", "A cast cannot be made.",
		"import __static__\nfrom __static__ import cast\n\ndef f(x: object) -> object:\n    return cast(x)\n", "Give cast() a type and a value."},

	{BadArguments, "bad-arguments", "The arguments do not fit the parameters of the called function.",
		"import __static__\n\ndef f(x: int) -> None:\n    pass\n\ndef g() -> None:\n    f(1, 2)\n", "Pass one argument for each parameter without a default."},
	{ArgumentMismatch, "argument-mismatch", "An argument's type does not fit its parameter.",
		"import __static__\n\ndef f(x: int) -> None:\n    pass\n\ndef g() -> None:\n    f('a')\n", "Convert the argument, or widen the parameter's type."},
	{NotCallable, "not-callable", "The called value is no function.",
		"import __static__\n\ndef f(x: None) -> None:\n    x()\n", "Test the value, or call something else."},
	{BadDecorator, "bad-decorator", "A decorator is used where it has no meaning.",
		"import __static__\nfrom __static__ import inline\n\n@inline\ndef f(x: int) -> int:\n    y = x\n    return y\n", "Remove the decorator, or change the function as it demands."},

	{BadOverride, "bad-override", "A method or field does not fit the one it overrides.",
		"import __static__\n\nclass A:\n    def f(self) -> int:\n        return 1\n\nclass B(A):\n    def f(self) -> str:\n        return ''\n", "Give the override the same parameters and a return type that is a subtype."},
	{FinalClass, "final-violated", "A final class is subclassed, or a final method overridden.",
		"import __static__\nfrom typing import final\n\n@final\nclass A:\n    pass\n\nclass B(A):\n    pass\n", "Remove @final, or use the class instead of deriving from it."},
	{BadBase, "bad-base", "The bases of a class do not go together.",
		"import __static__\n\nclass A:\n    x: int\n\nclass B:\n    y: int\n\nclass C(A, B):\n    pass\n", "Derive from at most one class with fields."},
	{BadField, "bad-field", "A field is declared in a way that its class does not allow.",
		"import __static__\n\nclass C:\n    x: int\n    x: str\n", "Declare each field once."},
	{BadDataclass, "bad-dataclass", "A dataclass breaks one of the rules of dataclasses.",
		"import __static__\nfrom dataclasses import dataclass\n\n@dataclass\nclass C:\n    x: int = 1\n    y: str\n", "Order fields with defaults after those without."},
	{BadEnum, "bad-enum", "An enumeration breaks one of the rules of enumerations.",
		"import __static__\nfrom __static__ import IntEnum\n\nclass Colour(IntEnum):\n    RED = 'red'\n", "Give each member one value of the enumeration's type."},
	{BadTypeArgument, "bad-type-argument", "A generic type is given the wrong type arguments.",
		"import __static__\nfrom __static__ import Array\n\ndef f() -> object:\n    return Array(10)\n", "Name the type arguments that the type takes."},

	{PrimitiveRange, "primitive-range", "A literal does not fit the machine type.",
		"import __static__\nfrom __static__ import int8\n\ndef f() -> None:\n    x: int8 = 128\n", "Use a wider type or a smaller literal."},
	{PrimitiveMismatch, "primitive-mismatch", "Machine types of different kinds are mixed without a conversion.",
		"import __static__\nfrom __static__ import int64, uint64\n\ndef f(a: int64, b: uint64) -> None:\n    a + b\n", "Convert one of them: int64(x), uint8(x), double(x), or box(x) for an object."},
	{PrimitiveMisuse, "primitive-misuse", "A machine value is used where only objects can be.",
		"import __static__\nfrom __static__ import int64\n\ndef f(x: int64) -> object:\n    return [x]\n", "Use box(x)."},
	{BadNative, "bad-native", "A @native declaration cannot be bound.",
		"import __static__\nfrom __static__ import int32, native\n\n@native('libc.so.6')\ndef abs(x: int32) -> int32:\n    return x\n", "Use integer machine types only, and an empty body."},

	{BadMarker, "bad-marker", "The module's marker import is not at its top.",
		"x = 1\nimport __static__\n", "Only the docstring, __future__ imports and flag imports may stand before it."},
	{UnsafeTop, "unsafe-top-level", "The top level of a strict module calls something that may have effects outside of it.",
		"import __strict__\n\neval('1 + 1')\n", "Do it in a function, when it is needed; for a singleton, make it at its first use."},
	{StarImport, "star-import", "A strict module imports with *.",
		"import __strict__\nfrom os import *\n", "Name what you import."},
	{ForeignMutation, "foreign-mutation", "The top level of a strict module changes an object that another module made.",
		"", "Build the object where it is defined, or pass what it needs to a function; a registry is filled by the program's start, not by imports."},
	{UnknownValue, "unknown-value", "The top level of a strict module uses a value of a module that is not strict, so that nobody knows what happens.",
		"import __strict__\nimport os\n\nHOME = os.environ['HOME']\n", "Do it in a function, when it is needed; describe a harmless module by a .pys stub; or accept the effect with `with allow_side_effects:`."},
	{MemberConflict, "member-conflict", "A class declares a name both as its own and as a field of its instances.",
		"import __strict__\n\nclass C:\n    x = 1\n    def __init__(self):\n        self.x = 2\n", "Use one of the two: a default belongs into __init__."},
	{RaisesOnImport, "raises-on-import", "Importing a strict module raises an exception.",
		"import __strict__\n\nx = 1 // 0\n", "Correct the statement, or handle the exception."},

	{SlowCall, "slow-call", "A call is bound when the program runs, though its function is known (found by check --perf).",
		"import __static__\n\ndef f(x: int) -> None:\n    pass\n\ndef g(args: tuple[int]) -> None:\n    f(*args)\n", "Give the function plain parameters; make methods and classes that nobody overrides final."},
	{SlowAttribute, "slow-attribute", "An attribute is looked up by name, though its class is known (found by check --perf).",
		"import __static__\n\nclass C:\n    @property\n    def p(self) -> int:\n        return 1\n\ndef f(c: C) -> int:\n    return c.p\n", "Make the class or the property final, or define the class in a static module."},
	{SlowArgument, "slow-argument", "A parameter has no annotation (found by check --perf).",
		"import __static__\n\ndef f(x):\n    return x\n", "Annotate the parameter."},
	{SlowDataclass, "slow-dataclass", "A dataclass is made when the program runs (found by check --perf).",
		"import __static__\nfrom dataclasses import dataclass\nfrom other import Base\n\n@dataclass\nclass C(Base):\n    x: int\n", "Make all bases of the class static."},
	{SlowLookup, "attribute-by-name", "An attribute is looked up by name when the program runs, because the class of the object is not known.",
		"import __static__\n\ndef f(x: object) -> object:\n    return x.real\n", "Annotate the value with its class; the remark says where it comes from."},
	{SlowDynamicCall, "generic-call", "A call goes through the object protocol, because what is called is not known.",
		"import __static__\n\ndef f(g: object) -> object:\n    return g(1)\n", "Call a function or a method of a static class directly, or annotate the receiver."},
	{SlowOperator, "generic-operator", "An operator goes through the object protocol, because the types of its operands are not known.",
		"import __static__\n\ndef f(x: object) -> object:\n    return x + 1\n", "Annotate the operands; float ** float may be complex, so say float(...) of its result."},
	{SlowItem, "generic-item", "An item is read or stored through the object protocol, because the container's type is not known.",
		"import __static__\n\ndef f(x: object) -> object:\n    return x[0]\n", "Annotate the container, with its elements: list[int]."},
	{SlowLoop, "generic-iteration", "A loop asks an iterator for each item, because the type of what it runs over is not known.",
		"import __static__\n\ndef f(x: object) -> None:\n    for y in x:\n        pass\n", "Annotate what the loop runs over: list[T], dict[K, V], or use range."},
	{SlowBoxing, "boxed-number", "A number that is held in a register is made an object, because an object is what its user takes.",
		"import __static__\n\ndef f(x: float, g: object) -> object:\n    return g(x * 2.0)\n", "Give it to typed code: a float parameter, a float field, an Array."},
}

var byCode = func() map[Code]*CodeInfo {
	m := make(map[Code]*CodeInfo, len(registry))
	for i := range registry {
		m[registry[i].Code] = &registry[i]
	}
	return m
}()

// Lookup finds the description of a code, nil if it is not registered.
func Lookup(c Code) *CodeInfo { return byCode[c] }

// All returns the registered codes in order of their numbers.
func All() []CodeInfo {
	all := append([]CodeInfo(nil), registry...)
	sort.Slice(all, func(i, j int) bool { return all[i].Code < all[j].Code })
	return all
}
