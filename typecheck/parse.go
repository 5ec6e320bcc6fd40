package typecheck

import "spc/syntax"

// parseModule parses the text of a string annotation.
func parseModule(src []byte) (*syntax.Module, []syntax.Error) {
	return syntax.Parse("<annotation>", src, syntax.Options{})
}
