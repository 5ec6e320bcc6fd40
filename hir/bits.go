package hir

import "math/bits"

// Bits is a set of small numbers: value or block IDs.
type Bits []uint64

// NewBits makes an empty set for the numbers below n.
func NewBits(n int) Bits { return make(Bits, (n+63)/64) }

// Has reports whether i is in s.
func (s Bits) Has(i int) bool { return s[i>>6]&(1<<(i&63)) != 0 }

// Set puts i into s and reports whether it was not there.
func (s Bits) Set(i int) bool {
	w, m := &s[i>>6], uint64(1)<<(i&63)
	fresh := *w&m == 0
	*w |= m
	return fresh
}

// Clear takes i out of s.
func (s Bits) Clear(i int) { s[i>>6] &^= 1 << (i & 63) }

// Or adds the members of t and reports whether s grew.
func (s Bits) Or(t Bits) bool {
	grew := false
	for i, w := range t {
		if s[i]|w != s[i] {
			s[i] |= w
			grew = true
		}
	}
	return grew
}

// Copy is a set of its own with the same members.
func (s Bits) Copy() Bits { return append(Bits(nil), s...) }

// Empty reports whether s has no members.
func (s Bits) Empty() bool {
	for _, w := range s {
		if w != 0 {
			return false
		}
	}
	return true
}

// Each calls yield for each member in rising order.
func (s Bits) Each(yield func(int) bool) {
	for i, w := range s {
		for ; w != 0; w &= w - 1 {
			if !yield(i<<6 + bits.TrailingZeros64(w)) {
				return
			}
		}
	}
}
