package typecheck

// This file holds the state that follows the flow of control: the types of local
// names and of refined fields, and how states meet.

// refKey names a refined field: attribute attr of local name.
type refKey struct{ name, attr string }

// state is what is known at one point of a body. A name that is missing from vars
// is not bound on every path.
type state struct {
	vars map[string]Type
	refs map[refKey]Type
	dead bool // this point cannot be reached
}

func newState() *state { return &state{vars: map[string]Type{}} }

func (s *state) copy() *state {
	c := &state{vars: make(map[string]Type, len(s.vars)+2), dead: s.dead}
	for k, v := range s.vars {
		c.vars[k] = v
	}
	if len(s.refs) > 0 {
		c.refs = make(map[refKey]Type, len(s.refs))
		for k, v := range s.refs {
			c.refs[k] = v
		}
	}
	return c
}

// join is the state where a and b meet. When loose, names that are bound on one
// path only stay: that is so around loops, where the language leaves the test to
// run time (SP §3.3).
func join(a, b *state, loose bool) *state {
	switch {
	case a == nil:
		return b
	case b == nil:
		return a
	case a.dead && b.dead:
		out := a.copy()
		for k, v := range b.vars {
			if _, ok := out.vars[k]; !ok {
				out.vars[k] = v
			}
		}
		out.refs = nil
		return out
	case a.dead:
		return b
	case b.dead:
		return a
	}
	out := newState()
	for k, v := range a.vars {
		if w, ok := b.vars[k]; ok {
			out.vars[k] = joinTypes(v, w)
		} else if loose {
			out.vars[k] = v
		}
	}
	if loose {
		for k, w := range b.vars {
			if _, ok := a.vars[k]; !ok {
				out.vars[k] = w
			}
		}
	}
	for k, v := range a.refs {
		if w, ok := b.refs[k]; ok {
			out.setRef(k, joinTypes(v, w))
		}
	}
	return out
}

func (s *state) setRef(k refKey, t Type) {
	if s.refs == nil {
		s.refs = map[refKey]Type{}
	}
	s.refs[k] = t
}

func (s *state) same(o *state) bool {
	if s.dead != o.dead || len(s.vars) != len(o.vars) || len(s.refs) != len(o.refs) {
		return false
	}
	for k, v := range s.vars {
		if w, ok := o.vars[k]; !ok || !sameTrust(v, w, 0) {
			return false
		}
	}
	for k, v := range s.refs {
		if w, ok := o.refs[k]; !ok || !sameTrust(v, w, 0) {
			return false
		}
	}
	return true
}

// loopCtx collects the states that leave a loop's body early.
type loopCtx struct {
	breaks    *state
	continues *state
	tries     int // depth of try statements around the loop
}

// tryCtx collects every state of a try's body, for its handlers.
type tryCtx struct {
	seen *state
}

// fact is what a test tells about a name or a field of it.
type fact struct {
	key refKey // attr "": the name itself
	typ Type
}

// facts holds what a test tells when it is true and when it is false.
type facts struct{ yes, no []fact }
