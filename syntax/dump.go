package syntax

import (
	"reflect"
	"strconv"
	"strings"
	"sync"
)

// Dump writes a tree exactly as ast.dump(tree, include_attributes=True) of the
// given Python version does.
func Dump(m *Module, v Version) string {
	d := dumper{v: v}
	d.node(reflect.ValueOf(m).Elem())
	return d.out.String()
}

type dumper struct {
	v   Version
	out strings.Builder
}

// dumpField is a field of a node as the dump shows it.
type dumpField struct {
	index int
	name  string
	since int // minor version that has the field
}

// dumpType is the dump's view of a node type.
type dumpType struct {
	name     string
	fields   []dumpField
	position bool
}

var dumpTypes sync.Map // reflect.Type to *dumpType

// pythonNames are the fields whose Python name is not just the lower-case one.
var pythonNames = map[string]string{
	"KwDefaults": "kw_defaults", "DecoratorList": "decorator_list", "TypeParams": "type_params",
	"DefaultValue": "default_value", "FormatSpec": "format_spec", "ContextExpr": "context_expr",
	"OptionalVars": "optional_vars", "KwdAttrs": "kwd_attrs", "KwdPatterns": "kwd_patterns", "IsAsync": "is_async",
}

func dumpTypeOf(t reflect.Type) *dumpType {
	if d, ok := dumpTypes.Load(t); ok {
		return d.(*dumpType)
	}
	d := &dumpType{name: t.Name(), position: true}
	switch d.name {
	case "ExprStmt":
		d.name = "Expr"
	case "Module":
		d.position = false
	case "Arguments", "Comprehension":
		d.name, d.position = strings.ToLower(d.name), false
	case "WithItem":
		d.name, d.position = "withitem", false
	case "MatchCase":
		d.name, d.position = "match_case", false
	case "Arg", "Keyword", "Alias":
		d.name = strings.ToLower(d.name)
	}
	for i := range t.NumField() {
		f := t.Field(i)
		if f.Anonymous {
			continue
		}
		name := pythonNames[f.Name]
		if name == "" {
			name = strings.ToLower(f.Name)
		}
		since := 0
		switch name {
		case "type_params":
			since = 12
		case "default_value":
			since = 13
		}
		d.fields = append(d.fields, dumpField{i, name, since})
	}
	// Python lists the fields of arguments and the others in the grammar's order, which is ours.
	dumpTypes.Store(t, d)
	return d
}

func (d *dumper) node(v reflect.Value) {
	t := dumpTypeOf(v.Type())
	d.out.WriteString(t.name)
	d.out.WriteByte('(')
	sep := ""
	field := func(name string) {
		d.out.WriteString(sep)
		d.out.WriteString(name)
		d.out.WriteByte('=')
		sep = ", "
	}
	for _, f := range t.fields {
		if f.since > d.v.Minor {
			continue
		}
		x := v.Field(f.index)
		switch x.Kind() {
		case reflect.Interface, reflect.Pointer:
			if x.IsNil() {
				continue
			}
			field(f.name)
			d.value(x)
		case reflect.Slice:
			if x.Len() == 0 && d.v.AtLeast(3, 13) {
				continue
			}
			field(f.name)
			d.out.WriteByte('[')
			for i := range x.Len() {
				if i > 0 {
					d.out.WriteString(", ")
				}
				d.value(x.Index(i))
			}
			d.out.WriteByte(']')
		case reflect.String:
			if x.Len() == 0 {
				continue
			}
			field(f.name)
			d.out.WriteString(Repr(Str(x.String())))
		default:
			field(f.name)
			d.value(x)
		}
	}
	if t.name == "Module" && !d.v.AtLeast(3, 13) {
		field("type_ignores")
		d.out.WriteString("[]")
	}
	if t.position {
		r := v.Field(0).Interface().(Range)
		var buf [96]byte
		b := append(buf[:0], sep...)
		b = append(b, "lineno="...)
		b = strconv.AppendInt(b, int64(r.Line), 10)
		b = append(b, ", col_offset="...)
		b = strconv.AppendInt(b, int64(r.Col), 10)
		b = append(b, ", end_lineno="...)
		b = strconv.AppendInt(b, int64(r.EndLine), 10)
		b = append(b, ", end_col_offset="...)
		b = strconv.AppendInt(b, int64(r.EndCol), 10)
		d.out.Write(b)
	}
	d.out.WriteByte(')')
}

func (d *dumper) value(x reflect.Value) {
	switch x.Kind() {
	case reflect.Interface:
		if x.IsNil() {
			d.out.WriteString("None")
			return
		}
		if c, ok := x.Interface().(ConstValue); ok {
			d.out.WriteString(Repr(c))
			return
		}
		d.node(x.Elem().Elem())
	case reflect.Pointer:
		d.node(x.Elem())
	case reflect.String:
		d.out.WriteString(Repr(Str(x.String())))
	case reflect.Bool:
		if x.Bool() {
			d.out.WriteByte('1')
		} else {
			d.out.WriteByte('0')
		}
	case reflect.Int:
		d.out.WriteString(strconv.FormatInt(x.Int(), 10))
	default: // an operator or context
		d.out.WriteString(x.Interface().(interface{ String() string }).String())
		d.out.WriteString("()")
	}
}
