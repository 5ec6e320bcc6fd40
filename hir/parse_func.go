package hir

import (
	"math/big"
	"strconv"
	"strings"

	"spc/rt"
)

// funcParser reads the body of a function. Values and blocks are made when they are first mentioned.
type funcParser struct {
	*parser
	f       *Func
	values  map[int]*Value
	defined map[*Value]bool
	blocks  map[int]*Block
	noID    []*Value // instructions without result, which the text does not number
}

var opNamed = func() map[string]Op {
	ops := map[string]Op{}
	for op := OpInvalid + 1; op < opCount; op++ {
		ops[opInfo[op].Name] = op
	}
	return ops
}()

// function reads a function from after the word func to its closing brace.
func (p *parser) function() {
	q := &funcParser{parser: p, values: map[int]*Value{}, defined: map[*Value]bool{}, blocks: map[int]*Block{}}
	f := p.funcRef()
	q.f = f
	for kind, name := range kindNames {
		if name != "" && p.accept(name) {
			f.Kind = FuncKind(kind)
		}
	}
	f.Sig = &Signature{}
	p.result(f.Sig)
	p.marks(f.flags())
	p.expect("{")
	p.end()
	f.Locs = []Loc{{Lasti: -1}}
	p.m.Funcs = append(p.m.Funcs, f)
	q.body()
	q.finish()
}

// body reads the lines up to the closing brace.
func (p *funcParser) body() {
	var b *Block
	for p.next() {
		switch w := p.peekWord(); {
		case w == "}":
			p.word()
			return
		case w == "@" && b == nil:
			p.location()
		case w == "site" && b == nil:
			p.inlined()
		case w == "owned" && b == nil:
			p.word()
			p.f.Owned = Bits{}
			for p.rest != "" {
				id := p.id("v")
				for id >= len(p.f.Owned)*64 {
					p.f.Owned = append(p.f.Owned, 0)
				}
				p.f.Owned.Set(id)
				p.space()
			}
		case w == "slots" && b == nil:
			for p.word(); p.rest != ""; p.space() {
				p.f.SpillReps = append(p.f.SpillReps, p.rep())
			}
			p.f.NSpill = len(p.f.SpillReps)
		case w == "resume" && b == nil:
			p.word()
			p.number()
			slots := []int{}
			for p.expect(":"); p.rest != ""; p.space() {
				slots = append(slots, p.number())
			}
			p.f.Resume = append(p.f.Resume, slots)
		case strings.HasPrefix(p.lines[p.line-1], "b"): // not indented: a block
			b = p.blockHead()
		case b == nil:
			failf("want a block before %q", p.rest)
		case b.Term.Kind != NoTerm:
			failf("the block has ended")
		default:
			if !p.term(b) {
				p.instr(b)
			}
		}
		p.end()
	}
	failf("no } at the end of %s", p.f.Name)
}

func (p *funcParser) peekWord() string { c := p.cursor; return c.word() }

// location reads "@1 12:4-12:9 lasti 3".
func (p *funcParser) location() {
	p.expect("@")
	if n := p.number(); n != len(p.f.Locs) {
		failf("location %d, want %d", n, len(p.f.Locs))
	}
	var n [4]int32
	rest, lasti, _ := strings.Cut(p.rest, "lasti")
	for i, w := range strings.FieldsFunc(rest, func(r rune) bool { return strings.ContainsRune(" :-", r) }) {
		x, err := strconv.Atoi(w)
		if err != nil || i > 3 {
			failf("malformed location %q", p.rest)
		}
		n[i] = int32(x)
	}
	p.rest = lasti
	l := Loc{Line: n[0], Col: n[1], EndLine: n[2], EndCol: n[3], Lasti: int32(p.number())}
	l.Site = p.site()
	p.f.Locs = append(p.f.Locs, l)
}

// site reads "site 2", when it is there: the inlined call that code belongs to.
func (p *funcParser) site() int32 {
	if p.accept("site") {
		return int32(p.number())
	}
	return 0
}

// inlined reads "site 2 Task.find #7 @5": what was inlined at which call.
func (p *funcParser) inlined() {
	if len(p.f.Sites) == 0 {
		p.f.Sites = []Site{{Func: p.f}}
	}
	p.expect("site")
	if n := p.number(); n != len(p.f.Sites) {
		failf("site %d, want %d", n, len(p.f.Sites))
	}
	p.f.Sites = append(p.f.Sites, Site{Func: p.funcRef(), Call: p.at()})
}

// id reads "v12" or "b3".
func (p *funcParser) id(prefix string) int {
	w := p.word()
	n, err := strconv.Atoi(strings.TrimPrefix(w, prefix))
	if !strings.HasPrefix(w, prefix) || err != nil || n < 0 || n > 1<<20 { // tables are indexed by it
		failf("want %s and a number, not %q", prefix, w)
	}
	return n
}

func (p *funcParser) value() *Value {
	id := p.id("v")
	v := p.values[id]
	if v == nil {
		v = &Value{ID: id}
		p.values[id] = v
		p.f.nextValue = max(p.f.nextValue, id+1)
	}
	return v
}

func (p *funcParser) block() *Block {
	id := p.id("b")
	b := p.blocks[id]
	if b == nil {
		b = &Block{ID: id, Func: p.f}
		p.blocks[id] = b
		p.f.nextBlock = max(p.f.nextBlock, id+1)
	}
	return b
}

// blockHead reads "b2(v3 n: i64, v4: obj):".
func (p *funcParser) blockHead() *Block {
	b := p.block()
	for _, old := range p.f.Blocks {
		if old == b {
			failf("b%d is there twice", b.ID)
		}
	}
	p.f.Blocks = append(p.f.Blocks, b)
	b.Site = p.site()
	b.Fallback = p.accept("fallback")
	if p.accept("(") {
		for {
			v := p.definition(b)
			v.Op = OpParam
			b.Params = append(b.Params, v)
			if !p.accept(",") {
				break
			}
		}
		p.expect(")")
	}
	p.expect(":")
	return b
}

// definition reads "v3 name: obj int".
func (p *funcParser) definition(b *Block) *Value {
	v := p.value()
	if p.defined[v] {
		failf("v%d is defined twice", v.ID)
	}
	p.defined[v] = true
	v.Block = b
	if !p.accept(":") {
		v.Name = p.word()
		p.expect(":")
	}
	v.Rep, v.Type = p.repType()
	return v
}

// instr reads an instruction.
func (p *funcParser) instr(b *Block) {
	var v *Value
	if w := p.peekWord(); strings.HasPrefix(w, "v") && len(w) > 1 && w[1] >= '0' && w[1] <= '9' {
		v = p.definition(b)
		p.expect("=")
	} else {
		v = &Value{Block: b}
		p.noID = append(p.noID, v)
	}
	name := p.word()
	op, ok := opNamed[name]
	if !ok {
		failf("no instruction %q", name)
	}
	v.Op = op
	b.Instrs = append(b.Instrs, v)
	if p.accept("[") {
		p.aux(v)
		p.expect("]")
	}
	for p.space(); strings.HasPrefix(p.rest, "v"); p.space() {
		v.Args = append(v.Args, p.value())
		if !p.accept(",") {
			break
		}
	}
	v.Loc = p.at()
	if p.accept("except") {
		v.Except = p.edge()
	}
}

// at reads "@3", when it is there.
func (p *funcParser) at() int32 {
	if p.accept("@") {
		return int32(p.number())
	}
	return 0
}

func (p *funcParser) edge() *Edge {
	e := &Edge{To: p.block()}
	if p.accept("(") {
		for {
			e.Args = append(e.Args, p.value())
			if !p.accept(",") {
				break
			}
		}
		p.expect(")")
	}
	return e
}

// term reads a terminator; false when the line is something else.
func (p *funcParser) term(b *Block) bool {
	saved := p.rest
	t := &b.Term
	switch p.word() {
	case "jump":
		*t = Term{Kind: Jump, Edges: []*Edge{p.edge()}}
	case "branch":
		t.Kind, t.Arg = Branch, p.value()
		p.expect(",")
		yes := p.edge()
		p.expect(",")
		t.Edges = []*Edge{yes, p.edge()}
		if p.accept("likely") {
			t.Likely = 1
		} else if p.accept("unlikely") {
			t.Likely = -1
		}
	case "return":
		t.Kind = Return
		if p.space(); strings.HasPrefix(p.rest, "v") {
			t.Arg = p.value()
		}
	case "unwind":
		t.Kind = Unwind
		if p.space(); strings.HasPrefix(p.rest, "b") {
			t.Edges = []*Edge{p.edge()}
		}
	case "unreachable":
		t.Kind = Unreachable
	default:
		p.rest = saved
		return false
	}
	t.Loc = p.at()
	return true
}

// finish numbers the instructions without result and checks that everything mentioned is there.
func (p *funcParser) finish() {
	f := p.f
	for _, v := range p.values {
		if !p.defined[v] {
			failf("v%d is not defined in %s", v.ID, f.Name)
		}
	}
	if len(f.Blocks) != len(p.blocks) || len(f.Blocks) == 0 {
		failf("a block that is mentioned is not in %s", f.Name)
	}
	for _, v := range p.noID {
		v.ID = f.nextValue
		f.nextValue++
	}
	for f.Owned != nil && len(f.Owned) < len(NewBits(f.nextValue)) {
		f.Owned = append(f.Owned, 0)
	}
	for _, a := range f.Blocks[0].Params {
		f.Sig.Params = append(f.Sig.Params, Param{Name: a.Name, Rep: a.Rep, Type: a.Type})
	}
}

// aux reads what stands between [ and ].
func (p *funcParser) aux(v *Value) {
	switch v.Op.Info().Aux {
	case AuxConst:
		v.Aux = p.m.Const(p.constant())
		return
	case AuxNone:
		failf("%s carries nothing", v.Op)
	}
	text := p.until("]")
	switch v.Op.Info().Aux {
	case AuxInt:
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			failf("want a number, not %q", text)
		}
		v.Int = n
	case AuxNullable:
		v.Int = 1
	case AuxCmp:
		v.Int = int64(index(cmpNames[:], text, "comparison"))
	case AuxUnary:
		v.Int = int64(index(unaryNames[:], text, "operator"))
	case AuxBin:
		name, inPlace := strings.CutPrefix(text, "inplace_")
		v.Int = int64(index(binNames[:], name, "operator"))
		if inPlace {
			v.Int |= int64(InPlace)
		}
	case AuxFloat:
		v.Float = parseFloat(text)
	case AuxType:
		var ok bool
		if v.Cast, ok = p.typeNamed(text); !ok {
			failf("no type %q", text)
		}
	case AuxClass:
		v.Aux = p.classNamed(text)
	case AuxGlobal:
		name, bound := strings.CutSuffix(text, " bound")
		if bound {
			v.Int = 1
		}
		g := p.globals[name]
		if g == nil {
			failf("no global %q", text)
		}
		v.Aux = g
	case AuxName:
		v.Aux = text
	case AuxNames:
		v.Aux = strings.Fields(text)
	case AuxMethodCall:
		names := strings.Fields(text)
		if len(names) == 0 {
			failf("want a name")
		}
		v.Aux = &MethodCall{Name: names[0], KwNames: names[1:]}
	case AuxField, AuxMethod:
		p.member(v, text)
	case AuxCallee:
		if c := p.externs[text]; c != nil {
			v.Aux = c
		} else {
			name, defined := strings.CutSuffix(text, " defined")
			f := p.funcIn(name)
			v.Aux = &Callee{Func: f, Name: f.Name, Sig: f.Sig, Defined: defined}
		}
	case AuxFunc:
		v.Aux = p.funcIn(text)
	case AuxRT:
		f := rt.Lookup(text)
		if f == nil {
			failf("no runtime function %q", text)
		}
		v.Aux = f
	}
}

func (p *funcParser) funcIn(text string) *Func {
	q := &parser{cursor: cursor{text}, funcs: p.funcs}
	return q.funcRef()
}

// member finds "m.Task.link".
func (p *funcParser) member(v *Value, text string) {
	i := strings.LastIndex(text, ".")
	if i < 0 {
		failf("want a class and a member, not %q", text)
	}
	c, name := p.classNamed(text[:i]), text[i+1:]
	for _, f := range c.Fields {
		if f.Name == name && v.Op.Info().Aux == AuxField {
			v.Aux = f
			return
		}
	}
	for _, m := range c.Methods {
		if m.Name == name && v.Op.Info().Aux == AuxMethod {
			v.Aux = m
			return
		}
	}
	failf("%s has no %s", c, name)
}

func (c *cursor) rep() Rep {
	w := c.word()
	r, ok := rt.ParseRep(w)
	if !ok {
		failf("no representation %q", w)
	}
	return r
}

func parseFloat(text string) float64 {
	x, err := strconv.ParseFloat(text, 64)
	if err != nil {
		failf("malformed float %q", text)
	}
	return x
}

// constant reads an object constant.
func (c *cursor) constant() any {
	c.space()
	switch {
	case strings.HasPrefix(c.rest, `"`):
		return c.quoted()
	case strings.HasPrefix(c.rest, `b"`):
		c.rest = c.rest[1:]
		return Bytes(c.quoted())
	case strings.HasPrefix(c.rest, "("):
		return ConstTuple(c.constants(")"))
	case strings.HasPrefix(c.rest, "{"):
		return ConstFrozenSet(c.constants("}"))
	}
	switch w := c.constWord(); w {
	case "None":
		return nil
	case "True":
		return true
	case "False":
		return false
	case "...":
		return Ellipsis{}
	case "NotImplemented":
		return NotImplemented{}
	case "complex":
		re := parseFloat(c.constWord())
		return complex(re, parseFloat(c.constWord()))
	default:
		if n, err := strconv.ParseInt(w, 10, 64); err == nil {
			return n
		}
		if n, ok := new(big.Int).SetString(w, 10); ok {
			return n
		}
		return parseFloat(w)
	}
}

// constWord is a word that braces end, too.
func (c *cursor) constWord() string {
	c.space()
	n := strings.IndexAny(c.rest, " ,)]}")
	if n < 0 {
		n = len(c.rest)
	}
	w := c.rest[:n]
	c.rest = c.rest[n:]
	return w
}

func (c *cursor) constants(stop string) []any {
	list := []any{}
	c.rest = c.rest[1:]
	for c.space(); !strings.HasPrefix(c.rest, stop); c.space() {
		list = append(list, c.constant())
		c.accept(",")
	}
	c.rest = c.rest[len(stop):]
	return list
}

func (c *cursor) quoted() string {
	q, err := strconv.QuotedPrefix(c.rest)
	if err != nil {
		failf("malformed string %q", c.rest)
	}
	c.rest = c.rest[len(q):]
	s, err := strconv.Unquote(q)
	if err != nil {
		failf("malformed string %s", q)
	}
	return s
}
