package hir

// Components lists the strongly connected components of a graph, each before those that lead to it (Tarjan's algorithm).
func Components[T comparable](nodes []T, succs func(T) []T) [][]T {
	s := &scc[T]{succs: succs, index: map[T]int{}, low: map[T]int{}, onStack: map[T]bool{}}
	for _, n := range nodes {
		if _, seen := s.index[n]; !seen {
			s.visit(n)
		}
	}
	return s.out
}

type scc[T comparable] struct {
	succs      func(T) []T
	index, low map[T]int
	stack      []T
	onStack    map[T]bool
	out        [][]T
}

func (s *scc[T]) visit(n T) {
	s.index[n] = len(s.index)
	s.low[n] = s.index[n]
	s.stack = append(s.stack, n)
	s.onStack[n] = true
	for _, m := range s.succs(n) {
		if _, seen := s.index[m]; !seen {
			s.visit(m)
			s.low[n] = min(s.low[n], s.low[m])
		} else if s.onStack[m] {
			s.low[n] = min(s.low[n], s.index[m])
		}
	}
	if s.low[n] != s.index[n] {
		return
	}
	i := len(s.stack) - 1
	for s.stack[i] != n {
		i--
	}
	members := append([]T(nil), s.stack[i:]...)
	s.stack = s.stack[:i]
	for _, m := range members {
		s.onStack[m] = false
	}
	s.out = append(s.out, members)
}
