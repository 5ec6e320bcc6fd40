package pyinfo

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math/big"
)

// The scripts talk to us in CPython's marshal format, version 0, because it is
// the one encoding that needs no import. Only the types they use are known
// here: None, bool, int, str, bytes, tuple, list and dict.
//
//	None nil | bool bool | int int64 | str string | bytes []byte
//	tuple, list []any | dict map[string]any (keys are strings)

var errMarshal = errors.New("malformed answer of the interpreter")

type unmarshaller struct {
	data  []byte
	depth int
}

// unmarshal decodes one value.
func unmarshal(data []byte) (any, error) {
	u := &unmarshaller{data: data}
	v, err := u.value()
	if err == nil && len(u.data) != 0 {
		err = errMarshal
	}
	return v, err
}

func (u *unmarshaller) take(n int) ([]byte, error) {
	if n < 0 || n > len(u.data) {
		return nil, errMarshal
	}
	b := u.data[:n]
	u.data = u.data[n:]
	return b, nil
}

func (u *unmarshaller) int32() (int, error) {
	b, err := u.take(4)
	if err != nil {
		return 0, err
	}
	return int(int32(binary.LittleEndian.Uint32(b))), nil
}

func (u *unmarshaller) block() ([]byte, error) {
	n, err := u.int32()
	if err != nil {
		return nil, err
	}
	return u.take(n)
}

func (u *unmarshaller) value() (any, error) {
	if u.depth++; u.depth > 10000 {
		return nil, errMarshal
	}
	defer func() { u.depth-- }()
	tag, err := u.take(1)
	if err != nil {
		return nil, err
	}
	switch tag[0] {
	case 'N':
		return nil, nil
	case 'T', 'F':
		return tag[0] == 'T', nil
	case 'i':
		n, err := u.int32()
		return int64(n), err
	case 'l':
		return u.long()
	case 'u':
		b, err := u.block()
		return string(b), err
	case 's':
		b, err := u.block()
		return b, err
	case '(', '[':
		n, err := u.int32()
		if err != nil || n < 0 || n > len(u.data) {
			return nil, errMarshal
		}
		list := make([]any, n)
		for i := range list {
			if list[i], err = u.value(); err != nil {
				return nil, err
			}
		}
		return list, nil
	case '{':
		return u.dict()
	}
	return nil, fmt.Errorf("%w: type %q", errMarshal, tag)
}

// dict reads key and value pairs up to the NULL that ends them.
func (u *unmarshaller) dict() (any, error) {
	m := map[string]any{}
	for {
		if len(u.data) > 0 && u.data[0] == '0' {
			u.data = u.data[1:]
			return m, nil
		}
		k, err := u.value()
		if err != nil {
			return nil, err
		}
		name, ok := k.(string)
		if !ok {
			return nil, errMarshal
		}
		if m[name], err = u.value(); err != nil {
			return nil, err
		}
	}
}

// long reads an int of more than 32 bits: digits of 15 bits, the count's sign
// being that of the number.
func (u *unmarshaller) long() (any, error) {
	n, err := u.int32()
	if err != nil {
		return nil, err
	}
	digits, err := u.take(2 * max(n, -n))
	if err != nil {
		return nil, err
	}
	v := new(big.Int)
	for i := len(digits) - 2; i >= 0; i -= 2 {
		v.Lsh(v, 15).Or(v, big.NewInt(int64(binary.LittleEndian.Uint16(digits[i:]))))
	}
	if n < 0 {
		v.Neg(v)
	}
	if !v.IsInt64() {
		return nil, errMarshal
	}
	return v.Int64(), nil
}

// fields reads the items of a record in order; the first mismatch of a type is
// remembered in err, after which everything is zero.
type fields struct {
	items []any
	err   error
}

func next[T any](f *fields) T {
	var zero T
	if f.err != nil {
		return zero
	}
	if len(f.items) == 0 {
		f.err = errMarshal
		return zero
	}
	v, ok := f.items[0].(T)
	if !ok {
		f.err = fmt.Errorf("%w: %T where %T was expected", errMarshal, f.items[0], zero)
	}
	f.items = f.items[1:]
	return v
}

func (f *fields) int() int { return int(next[int64](f)) }

func (f *fields) strings() []string {
	items := next[[]any](f)
	list := make([]string, len(items))
	for i, v := range items {
		s, ok := v.(string)
		if !ok && f.err == nil {
			f.err = errMarshal
		}
		list[i] = s
	}
	return list
}

// marshalJobs encodes the input of compile.py.
func marshalJobs(jobs []Source) []byte {
	count := func(b []byte, n int) []byte { return binary.LittleEndian.AppendUint32(b, uint32(n)) }
	out := count([]byte{'['}, len(jobs))
	for _, j := range jobs {
		out = count(append(out, '('), 2)
		out = append(count(append(out, 'u'), len(j.Filename)), j.Filename...)
		out = append(count(append(out, 's'), len(j.Text)), j.Text...)
	}
	return out
}
