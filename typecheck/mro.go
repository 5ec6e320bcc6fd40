package typecheck

// linearize computes the C3 linearization of c's known bases, c first. ok is false
// when there is none; the result is then a best effort.
func linearize(c *ClassType) (mro []*ClassType, ok bool) {
	var seqs [][]*ClassType
	for _, b := range c.Bases {
		seqs = append(seqs, append([]*ClassType(nil), b.MRO...))
	}
	seqs = append(seqs, append([]*ClassType(nil), c.Bases...))
	mro, ok = []*ClassType{c}, true
	for {
		var next *ClassType
		empty := true
		for _, s := range seqs {
			if len(s) == 0 {
				continue
			}
			empty = false
			if !inTails(s[0], seqs) {
				next = s[0]
				break
			}
		}
		if empty {
			return mro, ok
		}
		if next == nil {
			ok = false
			for _, s := range seqs {
				if len(s) > 0 {
					next = s[0]
					break
				}
			}
		}
		mro = append(mro, next)
		for i, s := range seqs {
			kept := s[:0]
			for _, k := range s {
				if k != next {
					kept = append(kept, k)
				}
			}
			seqs[i] = kept
		}
	}
}

func inTails(c *ClassType, seqs [][]*ClassType) bool {
	for _, s := range seqs {
		for i := 1; i < len(s); i++ {
			if s[i] == c {
				return true
			}
		}
	}
	return false
}
