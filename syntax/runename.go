package syntax

import (
	"strconv"
	"strings"
	"sync"

	"golang.org/x/text/unicode/runenames"
)

// nameIndex maps the names of characters to them. It is built on the first use of \N{...}.
var nameIndex = sync.OnceValue(func() map[string]rune {
	m := make(map[string]rune, 40000)
	for r := rune(0x20); r <= 0x323af; r++ {
		if n := runenames.Name(r); n != "" && n[0] != '<' {
			m[n] = r
		}
	}
	for r := rune(0xe0001); r <= 0xe01ef; r++ {
		if n := runenames.Name(r); n != "" && n[0] != '<' {
			m[n] = r
		}
	}
	for n, r := range nameAliases {
		m[n] = r
	}
	return m
})

// nameAliases are the formal aliases of control characters and corrected names that
// Python's unicodedata knows besides the names proper.
var nameAliases = map[string]rune{
	"NULL": 0, "NUL": 0, "START OF HEADING": 1, "SOH": 1, "START OF TEXT": 2, "STX": 2, "END OF TEXT": 3, "ETX": 3,
	"END OF TRANSMISSION": 4, "EOT": 4, "ENQUIRY": 5, "ENQ": 5, "ACKNOWLEDGE": 6, "ACK": 6, "ALERT": 7, "BEL": 7,
	"BACKSPACE": 8, "BS": 8, "CHARACTER TABULATION": 9, "HORIZONTAL TABULATION": 9, "HT": 9, "TAB": 9,
	"LINE FEED": 10, "NEW LINE": 10, "END OF LINE": 10, "LF": 10, "NL": 10, "EOL": 10,
	"LINE TABULATION": 11, "VERTICAL TABULATION": 11, "VT": 11, "FORM FEED": 12, "FF": 12, "CARRIAGE RETURN": 13, "CR": 13,
	"SHIFT OUT": 14, "LOCKING-SHIFT ONE": 14, "SO": 14, "SHIFT IN": 15, "LOCKING-SHIFT ZERO": 15, "SI": 15,
	"DATA LINK ESCAPE": 16, "DLE": 16, "DEVICE CONTROL ONE": 17, "DC1": 17, "DEVICE CONTROL TWO": 18, "DC2": 18,
	"DEVICE CONTROL THREE": 19, "DC3": 19, "DEVICE CONTROL FOUR": 20, "DC4": 20, "NEGATIVE ACKNOWLEDGE": 21, "NAK": 21,
	"SYNCHRONOUS IDLE": 22, "SYN": 22, "END OF TRANSMISSION BLOCK": 23, "ETB": 23, "CANCEL": 24, "CAN": 24,
	"END OF MEDIUM": 25, "EOM": 25, "EM": 25, "SUBSTITUTE": 26, "SUB": 26, "ESCAPE": 27, "ESC": 27,
	"INFORMATION SEPARATOR FOUR": 28, "FILE SEPARATOR": 28, "FS": 28, "INFORMATION SEPARATOR THREE": 29, "GROUP SEPARATOR": 29, "GS": 29,
	"INFORMATION SEPARATOR TWO": 30, "RECORD SEPARATOR": 30, "RS": 30, "INFORMATION SEPARATOR ONE": 31, "UNIT SEPARATOR": 31, "US": 31,
	"SP": 0x20, "DELETE": 0x7f, "DEL": 0x7f, "NEXT LINE": 0x85, "NEL": 0x85, "NBSP": 0xa0, "SHY": 0xad,
	"ZWSP": 0x200b, "ZWNJ": 0x200c, "ZWJ": 0x200d, "LRM": 0x200e, "RLM": 0x200f, "LRE": 0x202a, "RLE": 0x202b, "PDF": 0x202c,
	"LRO": 0x202d, "RLO": 0x202e, "NNBSP": 0x202f, "WJ": 0x2060, "LRI": 0x2066, "RLI": 0x2067, "FSI": 0x2068, "PDI": 0x2069,
	"BYTE ORDER MARK": 0xfeff, "BOM": 0xfeff, "ZWNBSP": 0xfeff,
	"LATIN SMALL LETTER GHA": 0x1a3, "LATIN CAPITAL LETTER GHA": 0x1a2, "WEIERSTRASS ELLIPTIC FUNCTION": 0x2118,
	"MICR ON US SYMBOL": 0x2448, "MICR DASH SYMBOL": 0x2449,
	"PRESENTATION FORM FOR VERTICAL RIGHT WHITE LENTICULAR BRACKET": 0xfe18,
}

// runeByName finds the character that \N{name} stands for.
func runeByName(name string) (rune, bool) {
	name = strings.ToUpper(name)
	if hex, ok := strings.CutPrefix(name, "CJK UNIFIED IDEOGRAPH-"); ok {
		n, err := strconv.ParseUint(hex, 16, 32)
		if err != nil || len(hex) < 4 || len(hex) > 5 || !strings.Contains(runenames.Name(rune(n)), "CJK Ideograph") {
			return 0, false
		}
		return rune(n), true
	}
	if syllable, ok := strings.CutPrefix(name, "HANGUL SYLLABLE "); ok {
		return hangul(syllable)
	}
	r, ok := nameIndex()[name]
	return r, ok
}

// hangul composes a syllable from its romanised name (Unicode, section 3.12).
func hangul(s string) (rune, bool) {
	lead := [...]string{"G", "GG", "N", "D", "DD", "R", "M", "B", "BB", "S", "SS", "", "J", "JJ", "C", "K", "T", "P", "H"}
	vowel := [...]string{"A", "AE", "YA", "YAE", "EO", "E", "YEO", "YE", "O", "WA", "WAE", "OE", "YO", "U", "WEO", "WE", "WI", "YU", "EU", "YI", "I"}
	tail := [...]string{"", "G", "GG", "GS", "N", "NJ", "NH", "D", "L", "LG", "LM", "LB", "LS", "LT", "LP", "LH", "M", "B", "BS", "S", "SS", "NG", "J", "C", "K", "T", "P", "H"}
	longest := func(list []string, s string) int {
		best := -1
		for i, x := range list {
			if strings.HasPrefix(s, x) && (best < 0 || len(x) > len(list[best])) {
				best = i
			}
		}
		return best
	}
	l := longest(lead[:], s)
	s = s[len(lead[l]):]
	v := longest(vowel[:], s)
	if v < 0 {
		return 0, false
	}
	s = s[len(vowel[v]):]
	for t, x := range tail {
		if s == x {
			return rune(0xac00 + (l*21+v)*28 + t), true
		}
	}
	return 0, false
}
