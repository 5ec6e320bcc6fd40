package primitives

import (
	"math/big"
	"testing"
)

func TestCommon(t *testing.T) {
	for _, c := range []struct {
		a, b, want string
	}{
		{"int8", "int8", "int8"}, {"int8", "int64", "int64"}, {"uint8", "int8", "int16"},
		{"uint32", "uint32", "uint32"}, {"uint32", "int32", "int64"}, {"uint8", "int64", "int64"},
		{"uint64", "int8", ""}, {"double", "int64", ""}, {"cbool", "int8", ""}, {"double", "double", "double"},
	} {
		for range 2 {
			k, ok := Common(Lookup(c.a), Lookup(c.b))
			if k.String() != c.want || ok != (c.want != "") {
				t.Errorf("Common(%s, %s) = %s, %v; want %q", c.a, c.b, k, ok, c.want)
			}
			c.a, c.b = c.b, c.a
		}
	}
}

func TestWidens(t *testing.T) {
	for _, c := range []struct {
		from, to string
		want     bool
	}{
		{"int8", "int16", true}, {"int16", "int8", false}, {"uint8", "int16", true}, {"uint8", "int8", false},
		{"int8", "uint8", false}, {"int64", "double", false}, {"cbool", "int8", false}, {"uint64", "int64", false},
	} {
		if got := Lookup(c.to).Widens(Lookup(c.from)); got != c.want {
			t.Errorf("%s to %s: %v", c.from, c.to, got)
		}
	}
}

func TestFitsAndWrap(t *testing.T) {
	if !Int8.Fits(big.NewInt(-128)) || Int8.Fits(big.NewInt(128)) || CBool.Fits(big.NewInt(1)) || !Double.Fits(big.NewInt(3)) {
		t.Error("Fits")
	}
	if got := UInt8.Wrap(big.NewInt(-1)); got.Int64() != 255 {
		t.Error("Wrap", got)
	}
	if got := Int8.Wrap(big.NewInt(128)); got.Int64() != -128 {
		t.Error("Wrap", got)
	}
}

func TestPow(t *testing.T) {
	if _, r, ok := Binary(Pow, Int64, Int64); !ok || r != Double {
		t.Error("int64 ** int64 must be double")
	}
	if _, _, ok := Binary(Pow, Int8, UInt8); ok {
		t.Error("pow of mixed signs")
	}
	if _, _, ok := Binary(FloorDiv, Double, Double); ok {
		t.Error("double // double")
	}
}
