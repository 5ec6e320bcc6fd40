package emit

import (
	"encoding/binary"
	"fmt"
	"math"
	"math/big"

	"spc/hir"
)

// marshalConsts writes a tuple of constants in the interpreter's marshal format (version 4, as
// `marshal.loads` documents it), without back references, so that the same constants give the same bytes.
func marshalConsts(cs []*hir.Const) []byte {
	b := []byte{'('}
	b = binary.LittleEndian.AppendUint32(b, uint32(len(cs)))
	for _, c := range cs {
		b = marshalValue(b, c.Value)
	}
	return b
}

func marshalValue(b []byte, v any) []byte {
	switch v := v.(type) {
	case nil:
		return append(b, 'N')
	case bool:
		if v {
			return append(b, 'T')
		}
		return append(b, 'F')
	case hir.Ellipsis:
		return append(b, '.')
	case int64:
		if v == int64(int32(v)) {
			return binary.LittleEndian.AppendUint32(append(b, 'i'), uint32(v))
		}
		return marshalBig(b, big.NewInt(v))
	case *big.Int:
		return marshalBig(b, v)
	case float64:
		return binary.LittleEndian.AppendUint64(append(b, 'g'), math.Float64bits(v))
	case complex128:
		b = binary.LittleEndian.AppendUint64(append(b, 'y'), math.Float64bits(real(v)))
		return binary.LittleEndian.AppendUint64(b, math.Float64bits(imag(v)))
	case string:
		kind := byte('u')
		if isIdentifierLike(v) {
			kind = 't' // the interpreter interns these, programs can see it by `is`
		}
		return marshalBytes(append(b, kind), v)
	case hir.Bytes:
		return marshalBytes(append(b, 's'), string(v))
	case hir.ConstTuple:
		return marshalSeq(append(b, '('), v)
	case hir.ConstFrozenSet:
		return marshalSeq(append(b, '>'), v)
	}
	panic(fmt.Sprintf("emit: constant of type %T", v))
}

func marshalBytes(b []byte, s string) []byte {
	return append(binary.LittleEndian.AppendUint32(b, uint32(len(s))), s...)
}

func marshalSeq(b []byte, vs []any) []byte {
	b = binary.LittleEndian.AppendUint32(b, uint32(len(vs)))
	for _, v := range vs {
		b = marshalValue(b, v)
	}
	return b
}

// marshalBig writes an int in digits of 15 bits, the count negative for a negative number.
func marshalBig(b []byte, v *big.Int) []byte {
	var digits []uint16
	mag := new(big.Int).Abs(v)
	mask, low := big.NewInt(0x7fff), new(big.Int)
	for mag.Sign() > 0 {
		digits = append(digits, uint16(low.And(mag, mask).Uint64()))
		mag.Rsh(mag, 15)
	}
	n := int32(len(digits))
	if v.Sign() < 0 {
		n = -n
	}
	b = binary.LittleEndian.AppendUint32(append(b, 'l'), uint32(n))
	for _, d := range digits {
		b = binary.LittleEndian.AppendUint16(b, d)
	}
	return b
}

func isIdentifierLike(s string) bool {
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c != '_' && (c < '0' || c > '9') && (c|0x20 < 'a' || c|0x20 > 'z') {
			return false
		}
	}
	return true
}
