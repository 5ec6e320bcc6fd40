package syntax

// tokKind is the kind of a token; every operator and keyword has its own.
type tokKind uint8

const (
	tkEOF tokKind = iota
	tkNewline
	tkIndent
	tkDedent
	tkName
	tkNumber
	tkString
	tkFStringStart
	tkFStringMiddle
	tkFStringEnd
	tkError // a lexical error; the message is in lexer.errs[token.start]

	tkLPar
	tkRPar
	tkLSqb
	tkRSqb
	tkLBrace
	tkRBrace
	tkColon
	tkComma
	tkSemi
	tkDot
	tkEllipsis
	tkArrow
	tkColonEqual
	tkExclamation
	tkEqual
	tkTilde

	// Binary operators, in an order that binPrec and binKind index.
	tkPlus
	tkMinus
	tkStar
	tkSlash
	tkVBar
	tkAmper
	tkPercent
	tkCircumflex
	tkAt
	tkDoubleSlash
	tkDoubleStar
	tkLeftShift
	tkRightShift

	// Augmented assignments, in the order of the operators above.
	tkPlusEqual
	tkMinusEqual
	tkStarEqual
	tkSlashEqual
	tkVBarEqual
	tkAmperEqual
	tkPercentEqual
	tkCircumflexEqual
	tkAtEqual
	tkDoubleSlashEqual
	tkDoubleStarEqual
	tkLeftShiftEqual
	tkRightShiftEqual

	tkLess
	tkGreater
	tkEqEqual
	tkNotEqual
	tkLessEqual
	tkGreaterEqual

	kwFalse
	kwNone
	kwTrue
	kwAnd
	kwAs
	kwAssert
	kwAsync
	kwAwait
	kwBreak
	kwClass
	kwContinue
	kwDef
	kwDel
	kwElif
	kwElse
	kwExcept
	kwFinally
	kwFor
	kwFrom
	kwGlobal
	kwIf
	kwImport
	kwIn
	kwIs
	kwLambda
	kwNonlocal
	kwNot
	kwOr
	kwPass
	kwRaise
	kwReturn
	kwTry
	kwWhile
	kwWith
	kwYield
)

// binOps gives the operator of the tokens tkPlus to tkRightShift and, by their
// distance, tkPlusEqual to tkRightShiftEqual.
var binOps = [...]BinOpKind{
	Add, Sub, Mult, Div, BitOr, BitAnd, Mod, BitXor, MatMult, FloorDiv, Pow, LShift, RShift,
}

// binPrec gives the binding strength of tkPlus to tkRightShift. Power is not
// among the left-associative ones and has 0.
var binPrec = [...]uint8{
	5, 5, 6, 6, 1, 3, 6, 2, 6, 6, 0, 4, 4,
}

// token is a piece of source text. start and end are byte offsets into the
// decoded text.
type token struct {
	kind       tokKind
	level      uint8 // depth of brackets around it (an opening bracket counts itself)
	start, end int32
	Range
}

// keyword returns the kind of the keyword s, or tkName.
func keyword(s string) tokKind {
	switch s {
	case "if":
		return kwIf
	case "in":
		return kwIn
	case "is":
		return kwIs
	case "as":
		return kwAs
	case "or":
		return kwOr
	case "def":
		return kwDef
	case "del":
		return kwDel
	case "for":
		return kwFor
	case "not":
		return kwNot
	case "and":
		return kwAnd
	case "try":
		return kwTry
	case "None":
		return kwNone
	case "True":
		return kwTrue
	case "else":
		return kwElse
	case "elif":
		return kwElif
	case "from":
		return kwFrom
	case "pass":
		return kwPass
	case "with":
		return kwWith
	case "False":
		return kwFalse
	case "async":
		return kwAsync
	case "await":
		return kwAwait
	case "break":
		return kwBreak
	case "class":
		return kwClass
	case "raise":
		return kwRaise
	case "while":
		return kwWhile
	case "yield":
		return kwYield
	case "assert":
		return kwAssert
	case "except":
		return kwExcept
	case "global":
		return kwGlobal
	case "import":
		return kwImport
	case "lambda":
		return kwLambda
	case "return":
		return kwReturn
	case "finally":
		return kwFinally
	case "continue":
		return kwContinue
	case "nonlocal":
		return kwNonlocal
	}
	return tkName
}

// operator returns the longest operator at the start of s and its length, or
// (tkError, 0). "!" alone is not an operator outside f-strings.
func operator(s string) (tokKind, int32) {
	var c1, c2 byte
	if len(s) > 1 {
		c1 = s[1]
	}
	if len(s) > 2 {
		c2 = s[2]
	}
	withEqual := func(plain, equal tokKind) (tokKind, int32) {
		if c1 == '=' {
			return equal, 2
		}
		return plain, 1
	}
	doubled := func(c byte, plain, equal, double, doubleEqual tokKind) (tokKind, int32) {
		if c1 == c {
			if c2 == '=' {
				return doubleEqual, 3
			}
			return double, 2
		}
		return withEqual(plain, equal)
	}
	switch s[0] {
	case '(':
		return tkLPar, 1
	case ')':
		return tkRPar, 1
	case '[':
		return tkLSqb, 1
	case ']':
		return tkRSqb, 1
	case '{':
		return tkLBrace, 1
	case '}':
		return tkRBrace, 1
	case ',':
		return tkComma, 1
	case ';':
		return tkSemi, 1
	case '~':
		return tkTilde, 1
	case '.':
		if c1 == '.' && c2 == '.' {
			return tkEllipsis, 3
		}
		return tkDot, 1
	case ':':
		return withEqual(tkColon, tkColonEqual)
	case '=':
		return withEqual(tkEqual, tkEqEqual)
	case '+':
		return withEqual(tkPlus, tkPlusEqual)
	case '-':
		if c1 == '>' {
			return tkArrow, 2
		}
		return withEqual(tkMinus, tkMinusEqual)
	case '|':
		return withEqual(tkVBar, tkVBarEqual)
	case '&':
		return withEqual(tkAmper, tkAmperEqual)
	case '%':
		return withEqual(tkPercent, tkPercentEqual)
	case '^':
		return withEqual(tkCircumflex, tkCircumflexEqual)
	case '@':
		return withEqual(tkAt, tkAtEqual)
	case '*':
		return doubled('*', tkStar, tkStarEqual, tkDoubleStar, tkDoubleStarEqual)
	case '/':
		return doubled('/', tkSlash, tkSlashEqual, tkDoubleSlash, tkDoubleSlashEqual)
	case '>':
		return doubled('>', tkGreater, tkGreaterEqual, tkRightShift, tkRightShiftEqual)
	case '<':
		if c1 == '>' {
			return tkNotEqual, 2
		}
		return doubled('<', tkLess, tkLessEqual, tkLeftShift, tkLeftShiftEqual)
	case '!':
		if c1 == '=' {
			return tkNotEqual, 2
		}
	}
	return tkError, 0
}
