package syntax

import "fmt"

// Version is a Python version: {3, 11}.
type Version struct {
	Major, Minor int
}

// AtLeast says whether v is the given version or a later one.
func (v Version) AtLeast(major, minor int) bool {
	return v.Major > major || v.Major == major && v.Minor >= minor
}

func (v Version) String() string { return fmt.Sprintf("%d.%d", v.Major, v.Minor) }

// Options say how to parse. The zero value means the newest grammar, 3.13.
type Options struct {
	// Version chooses the grammar, 3.10 to 3.13.
	Version Version
}

// Code classifies an error the way CPython's exception class does.
type Code string

// The codes.
const (
	CodeSyntax      Code = "syntax"      // SyntaxError
	CodeIndentation Code = "indentation" // IndentationError
	CodeTab         Code = "tab"         // TabError
	CodeEncoding    Code = "encoding"    // SyntaxError or UnicodeDecodeError about the file's bytes
	CodeNesting     Code = "nesting"     // too deep for the compiler
)

// Error is a mistake in the source text.
type Error struct {
	Range
	Msg  string
	Code Code
}

func (e Error) Error() string { return fmt.Sprintf("%d:%d: %s", e.Line, e.Col+1, e.Msg) }
